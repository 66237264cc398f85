package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.NpyRows;

/** Data sets that are explained block by block. */
class ExplainInBlocksTest {
  private static final int ROWS = 333;

  /** Inputs of the model for a large file. */
  private static final int WIDTH = 4096;

  @TempDir Path folder;

  private List<Object> words(Path output, Object... more) {
    Path model = folder.resolve("net.zip");
    Path inputs = folder.resolve("x.npy");
    if (!Files.exists(model)) {
      TinyData.writeModel(model);
      Npy.write(inputs, TinyData.inputs(ROWS));
    }
    List<Object> words = new ArrayList<>(List.of("explain", "--model", model, "--input", inputs));
    words.addAll(List.of("--output", output, "--chunk", 4));
    words.addAll(List.of(more));
    return words;
  }

  /** Rows that are chosen are read at once. */
  private Ran whole(Path output, Object... more) {
    List<Object> words = words(output, more);
    words.addAll(List.of("--rows", "0-" + (ROWS - 1)));
    return done(words);
  }

  private static Ran done(List<Object> words) {
    Ran ran = Ran.command(words.toArray());
    assertEquals(0, ran.code(), ran.err());
    return ran;
  }

  private static String about(Path output) throws IOException {
    return Files.readString(Path.of(output + ".json")).replaceAll("\"time\" : \"[^\"]*\"", "");
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith(".")).toList();
    }
  }

  @Test
  void blocksGiveTheBytesOfTheWhole() throws IOException {
    Path a = folder.resolve("a.npy");
    Path b = folder.resolve("b.npy");
    for (Object[] asked :
        List.of(
            new Object[] {"--method", "integrated-gradients", "--baseline", "mean"},
            new Object[] {"--method", "smoothgrad", "-P", "samples=3", "--precision", "float64"},
            new Object[] {"--method", "shapley-sampling", "-P", "permutations=2", "--seed", 7},
            new Object[] {"--method", "grad-cam", "--raw"})) {
      Ran blocks = done(words(a, asked));
      assertTrue(blocks.out().contains(ROWS + " rows"), blocks.out());
      whole(b, asked);
      assertArrayEquals(Files.readAllBytes(b), Files.readAllBytes(a), Arrays.toString(asked));
      assertEquals(about(b), about(a));
    }
    assertEquals(List.of(), hidden());
  }

  @Test
  void valuesThatDoNotAddUpAreSaidSoOfAllRows() throws IOException {
    Object[] asked = {"--method", "integrated-gradients", "-P", "steps=1", "-P", "quadrature=left"};
    Path a = folder.resolve("a.npy");
    Path b = folder.resolve("b.npy");
    Ran blocks = done(words(a, asked));
    assertTrue(blocks.err().contains("do not add up"), blocks.err());
    whole(b, asked);
    assertEquals(about(b), about(a));
  }

  @Test
  void rowsThatCannotBeExplainedAreNamedAsTheFileCountsThem() throws IOException {
    List<Object> words = words(folder.resolve("a.npy"), "--method", "gradient");
    Path inputs = folder.resolve("x.npy");
    long size = Files.size(inputs);
    try (RandomAccessFile file = new RandomAccessFile(inputs.toFile(), "rw")) {
      file.seek(size - 4);
      file.write(new byte[] {0, 0, (byte) 0xC0, 0x7F});
    }
    Ran ran = Ran.command(words.toArray());
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("Row 332 of the input"), ran.err());
  }

  @Test
  void whatWasFinishedBeforeAKillIsKept() throws Exception {
    Path a = folder.resolve("a.npy");
    Object[] slow = {"--method", "kernel-shap", "-P", "samples=3000", "--threads", 1};
    Process child = start(List.of("-Xmx1g"), words(a, slow));
    Path state = folder.resolve(".a.npy.json");
    for (int i = 0; i < 3000 && !Files.exists(state) && child.isAlive(); i++) {
      Thread.sleep(10);
    }
    child.destroyForcibly().waitFor();
    assertTrue(Files.exists(state), "the run had ended before it was killed");
    assertFalse(Files.exists(a));
    Ran other = done(words(folder.resolve("b.npy"), slow));
    assertFalse(other.err().contains("kept"), other.err());
    Ran rest = done(words(a, slow));
    assertTrue(rest.err().matches("(?s).*\\d+ of 333 rows are kept.*"), rest.err());
    assertFalse(rest.out().contains("333 rows"), rest.out());
    assertArrayEquals(Files.readAllBytes(folder.resolve("b.npy")), Files.readAllBytes(a));
    assertEquals(List.of(), hidden());
  }

  @Test
  void rowsOfOtherOptionsAreNotKept() throws IOException {
    Path a = folder.resolve("a.npy");
    Files.writeString(folder.resolve(".a.npy.json"), "{\"id\":\"another\",\"finished\":[[0,32]]}");
    Files.write(folder.resolve(".a.npy.part"), new byte[1000]);
    Ran ran = done(words(a, "--method", "gradient"));
    assertTrue(ran.err().contains("all are explained anew"), ran.err());
    whole(folder.resolve("b.npy"), "--method", "gradient");
    assertArrayEquals(Files.readAllBytes(folder.resolve("b.npy")), Files.readAllBytes(a));
  }

  @Test
  void tablesThatAreReadOnSparkNameThatPlace() throws IOException {
    List<Object> words = words(folder.resolve("a.npy"), "--method", "gradient");
    Path table = Files.write(folder.resolve("x.parquet"), new byte[100]);
    words.set(words.indexOf("--input") + 1, table);
    Ran ran = Ran.command(words.toArray());
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("--on local[1]"), ran.err());
  }

  @Test
  void twoHundredMegabytesInAHeapOfTwoHundred() throws Exception {
    Path model = folder.resolve("wide.zip");
    writeWide(model);
    Path inputs = folder.resolve("big.npy");
    long rows = 200L * 1024 * 1024 / 4 / WIDTH;
    try (RandomAccessFile file = new RandomAccessFile(inputs.toFile(), "rw")) {
      byte[] header = Npy.header(true, new long[] {rows, WIDTH});
      file.write(header);
      // A sparse file: zeros are not stored.
      file.setLength(header.length + 4 * rows * WIDTH);
    }
    Path a = folder.resolve("a.npy");
    List<Object> words = new ArrayList<>(List.of("explain", "--model", model, "--input", inputs));
    words.addAll(List.of("--output", a, "--method", "gradient", "--quiet"));
    Process child = start(List.of("-Xmx200m"), words);
    assertTrue(child.waitFor(120, TimeUnit.SECONDS), "it takes too long");
    assertEquals(0, child.exitValue(), Files.readString(folder.resolve("log")));
    try (NpyRows read = NpyRows.open(a)) {
      assertArrayEquals(new long[] {rows, WIDTH}, read.shape());
      assertEquals(read.read(0, 1), read.read(rows - 1, rows));
    }
  }

  /** A network of a single layer. */
  private static void writeWide(Path zip) throws IOException {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(WIDTH)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    model.init();
    ModelSerializer.writeModel(model, zip.toFile(), false);
  }

  private Process start(List<String> options, List<Object> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.forEach(word -> command.add(String.valueOf(word)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }
}
