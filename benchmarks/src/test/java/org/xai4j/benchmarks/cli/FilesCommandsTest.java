package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Images;
import org.xai4j.core.data.Npy;
import org.xai4j.core.testing.Fuzz;

/** Files at the door: tables and pictures in all forms, outputs by their suffix. */
class FilesCommandsTest {
  @TempDir static Path folder;

  /** y = a + 2·b + 3·c. */
  static Path linear;

  static Path pictures;

  @BeforeAll
  static void write() throws Exception {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(3)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    model.init();
    model.setParams(Nd4j.create(new double[] {1, 2, 3, 0}, new long[] {1, 4}, DataType.DOUBLE));
    linear = folder.resolve("linear.zip");
    ModelSerializer.writeModel(model, linear.toFile(), false);
    pictures = folder.resolve("net.zip");
    TinyData.writeModel(pictures);
  }

  private static Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static double[] predicted(Path input, String... more) {
    Path y = folder.resolve("y.npy");
    List<Object> args =
        new java.util.ArrayList<>(
            List.of("predict", "--model", linear, "--input", input, "--output", y));
    args.addAll(List.of(more));
    Ran ran = Ran.command(args.toArray());
    assertEquals(0, ran.code(), ran.err());
    return NdArrays.doubles(Npy.read(y));
  }

  private static String refused(Object... args) {
    Ran ran = Ran.command(args);
    assertEquals(2, ran.code(), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    return ran.err();
  }

  @Test
  void tablesKeepTheirPrecision() throws Exception {
    Path table = file("t.csv", "a,b,c\n16777217,0,0\n0.1,0,0\n");
    assertArrayEquals(new double[] {16777217, 0.1}, predicted(table, "--precision", "float64"));
    Path large = file("large.csv", "a,b,c\n1,2,3\n1e40,0,0\n");
    assertArrayEquals(new double[] {14, 1e40}, predicted(large, "--precision", "float64"));
    String message =
        refused(
            "predict", "--model", linear, "--input", large, "--output", folder.resolve("y.npy"));
    assertTrue(message.contains("Row 1") && message.contains("--precision float64"), message);
  }

  @Test
  void columnsAreChosenByName() throws Exception {
    Path table = file("l.csv", "id,c,b,a,y\n7,3,2,1,cat\n8,6,5,4,dog\n");
    assertArrayEquals(new double[] {14, 32}, predicted(table, "--columns", "a,b,c"), 1e-9);
    Path labelled = file("m.csv", "a,b,c,y\n1,2,3,cat\n4,5,6,dog\n");
    assertArrayEquals(new double[] {14, 32}, predicted(labelled, "--label", "y"), 1e-9);
    String message =
        refused(
            "predict",
            "--model",
            linear,
            "--input",
            file("n.csv", "i,a,b,c\n0,1,2,3\n"),
            "--output",
            folder.resolve("y.npy"));
    assertTrue(message.contains("takes 3 columns") && message.contains("--columns"), message);
  }

  @Test
  void theHeaderNamesWhatIsExplained() throws Exception {
    Path table = file("h.csv", "age,income,debt\n1,2,3\n4,5,6\n");
    Path csv = folder.resolve("e.csv");
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            linear,
            "--input",
            table,
            "--method",
            "input-x-gradient",
            "--say",
            "en",
            "--target",
            "0",
            "--output",
            csv);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("income"), ran.out());
    assertEquals(List.of("age", "income", "debt"), Csv.rows(csv).get(0));
    assertEquals(List.of("1.0", "4.0", "9.0"), Csv.rows(csv).get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "npz", "csv", "json"})
  void theSuffixDecides(String suffix) throws Exception {
    Path table = file("s.csv", "a,b,c\n1,2,3\n4,5,6\n");
    Path out = folder.resolve("out." + suffix);
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            linear,
            "--input",
            table,
            "--method",
            "input-x-gradient",
            "--target",
            "0",
            "--output",
            out);
    assertEquals(0, ran.code(), ran.err());
    double[] values = {1, 4, 9, 4, 10, 18};
    if (suffix.equals("json")) {
      var root = new ObjectMapper().readTree(out.toFile());
      assertEquals("input-x-gradient", root.path("provenance").path("method").asText());
      for (int i = 0; i < 6; i++) {
        assertEquals(values[i], root.path("attributions").path(i / 3).path(i % 3).asDouble());
      }
    } else {
      assertArrayEquals(values, NdArrays.doubles(ArrayFiles.read(out)));
      assertTrue(Files.exists(Path.of(out + ".json")));
    }
  }

  @Test
  void otherSuffixesAndInputsAreRefused() throws Exception {
    Path table = file("o.csv", "a,b,c\n1,2,3\n");
    for (Object[] command :
        new Object[][] {
          {"predict"}, {"explain", "--method", "gradient"}, {"explain", "--method", "pdp"}
        }) {
      List<Object> args = new java.util.ArrayList<>(List.of(command));
      args.addAll(List.of("--model", linear, "--input", table, "--output"));
      args.add(folder.resolve("o.png"));
      assertTrue(refused(args.toArray()).contains("png"), args.toString());
      args.set(args.size() - 1, table);
      assertTrue(refused(args.toArray()).contains("overwrite"), args.toString());
    }
    assertEquals("a,b,c\n1,2,3\n", Files.readString(table));
  }

  @Test
  void rowsAreCountedAsInTheFile() throws Exception {
    Path table = file("r.csv", "a,b,c\n1,2,3\n4,5,6\n7,NaN,9\n");
    String message =
        refused(
            "explain",
            "--model",
            linear,
            "--input",
            table,
            "--rows",
            "1-2",
            "--method",
            "gradient",
            "--output",
            folder.resolve("r.npy"));
    assertTrue(message.contains("Row 2") && message.contains("column 'b'"), message);
    String baseline =
        refused(
            "explain",
            "--model",
            linear,
            "--input",
            table,
            "--rows",
            "0",
            "--method",
            "kernel-shap",
            "--baseline",
            table,
            "--output",
            folder.resolve("r.npy"));
    assertTrue(baseline.contains("baseline") && baseline.contains("row 2"), baseline);
  }

  @Test
  void picturesAreNormalisedAsAsked() throws Exception {
    Path png = folder.resolve("six.png");
    var image = new java.awt.image.BufferedImage(6, 6, 10); // gray
    for (int i = 0; i < 36; i++) {
      image.getRaster().setSample(i % 6, i / 6, 0, 7 * i);
    }
    ImageIO.write(image, "png", png.toFile());
    Path array = folder.resolve("six.npy");
    Npy.write(array, Images.normalise(Images.read(png), new double[] {0.5}, new double[] {0.25}));
    Path one = folder.resolve("one.npy");
    Path two = folder.resolve("two.npy");
    Ran ran =
        Ran.command(
            "explain",
            "--method",
            "gradient",
            "--model",
            pictures,
            "--input",
            png,
            "--mean",
            "0.5",
            "--std",
            "0.25",
            "--resize",
            "none",
            "--output",
            one);
    assertEquals(0, ran.code(), ran.err());
    Ran.command(
        "explain", "--method", "gradient", "--model", pictures, "--input", array, "--output", two);
    assertEquals(Npy.read(two), Npy.read(one));
    String provenance = Files.readString(Path.of(one + ".json"));
    assertTrue(provenance.contains("\"std\" : \"[0.25]\""), provenance);
    Path other = folder.resolve("other.png");
    ImageIO.write(new java.awt.image.BufferedImage(9, 6, 10), "png", other.toFile());
    assertTrue(
        refused(
                "predict",
                "--model",
                pictures,
                "--input",
                other,
                "--resize",
                "none",
                "--output",
                one)
            .contains("6 pixels high and 9 wide"));
  }

  @Test
  void experimentsOfAnyDamage() throws Exception {
    String yaml = "name: e\ndata: mnist\nmodel: mnist\nrows: 8\nmethods: [gradient, {id: lime}]\n";
    Path file = folder.resolve("e.yaml");
    Fuzz.run(
        "experiment",
        (yaml + "metrics: [deletion]\n").getBytes(StandardCharsets.UTF_8),
        300,
        bytes -> {
          try {
            Files.write(file, bytes);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          Experiments.get(file.toString());
        });
  }

  @Test
  void tidyTablesHaveALinePerValue() throws Exception {
    Path table = file("tidy-in.csv", "a,b,c\n1,2,3\n4,5,6\n");
    Path out = folder.resolve("tidy.csv");
    List<Object> explain =
        List.of("explain", "--model", linear, "--input", table, "--method", "input-x-gradient");
    Ran ran = Ran.command(with(explain, "--output", out, "--tidy", "--quiet"));
    assertEquals(0, ran.code(), ran.err());
    assertEquals(
        List.of("row,feature,value", "0,a,1.0", "0,b,4.0", "0,c,9.0", "1,a,4.0"),
        Files.readAllLines(out).subList(0, 5));
    Path parquet = folder.resolve("wide.parquet");
    assertEquals(0, Ran.command(with(explain, "--output", parquet, "--quiet")).code());
    byte[] bytes = Files.readAllBytes(parquet);
    assertEquals("PAR1", new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII));
    assertTrue(Files.exists(folder.resolve("wide.parquet.json")));
    assertTrue(
        refused(with(explain, "--output", folder.resolve("a.npy"), "--tidy")).contains("--tidy"));
    // Pictures have an index per axis.
    Path image = folder.resolve("image.npy");
    Npy.write(image, TinyData.inputs(1));
    ran =
        Ran.command(
            "explain",
            "--model",
            pictures,
            "--input",
            image,
            "--method",
            "gradient",
            "--output",
            out,
            "--tidy",
            "--quiet");
    assertEquals(0, ran.code(), ran.err());
    assertEquals("row,axis1,axis2,axis3,value", Files.readAllLines(out).get(0));
    Path scores = folder.resolve("scores.parquet");
    Path values = folder.resolve("values.npy");
    assertEquals(0, Ran.command(with(explain, "--output", values, "--quiet")).code());
    ran =
        Ran.command(
            "evaluate",
            "--model",
            linear,
            "--input",
            table,
            "--attributions",
            values,
            "--metric",
            "complexity",
            "--output",
            scores,
            "--quiet");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(Files.size(scores) > 100);
  }

  private static Object[] with(List<Object> words, Object... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toArray();
  }
}
