package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npz;

/** {@code compare --model M --input X}: comparisons on a model and rows of one's own. */
class OwnComparisonTest {
  private static final String[] FEW = {
    "--methods", "gradient,kernel-shap,random", "--metrics", "sparseness,deletion", "--quiet"
  };

  @TempDir Path folder;

  private Ran compare(Path out, String... args) {
    String[] all = new String[3 + args.length + FEW.length];
    all[0] = "compare";
    all[1] = "--out";
    all[2] = out.toString();
    System.arraycopy(args, 0, all, 3, args.length);
    System.arraycopy(FEW, 0, all, 3 + args.length, FEW.length);
    return Ran.command((Object[]) all);
  }

  @Test
  void aSavedComparisonGivesTheSameBytes() throws Exception {
    Path one = folder.resolve("one");
    Path yaml = folder.resolve("own.yaml");
    Ran first =
        compare(
            one,
            "--model",
            "breast-cancer",
            "--input",
            "breast-cancer",
            "--rows",
            "0-7",
            "--seed",
            "3",
            "--save",
            yaml.toString());
    assertEquals(0, first.code(), first.err());
    Path two = folder.resolve("two");
    // What was saved may be moved.
    Path moved = Files.createDirectory(folder.resolve("moved"));
    for (String name : List.of("own.yaml", "own.npz")) {
      Files.move(folder.resolve(name), moved.resolve(name));
    }
    Ran again =
        Ran.command("compare", moved.resolve("own.yaml"), "--out", two.toString(), "--quiet");
    assertEquals(0, again.code(), again.err());
    assertArrayEquals(
        Files.readAllBytes(one.resolve("results.csv")),
        Files.readAllBytes(two.resolve("results.csv")));
    String report = Files.readString(two.resolve("report.html"));
    assertTrue(report.contains("8 rows of breast-cancer"), "names the rows");
    assertTrue(report.contains("% of them right"), "the labels of a data set are known");
  }

  @Test
  void labelsAreOfAColumnOrAreNotKnown() throws Exception {
    StringBuilder rows = new StringBuilder("truth");
    for (int j = 0; j < 30; j++) {
      rows.append(",c").append(j);
    }
    for (int i = 0; i < 6; i++) {
      rows.append('\n').append(i % 2);
      for (int j = 0; j < 30; j++) {
        rows.append(',').append(i + 0.25 * j);
      }
    }
    Path table = Files.writeString(folder.resolve("t.csv"), rows + "\n");
    Path known = folder.resolve("known");
    Ran ran =
        compare(known, "--model", "breast-cancer", "--input", table.toString(), "--label", "truth");
    assertEquals(0, ran.code(), ran.err());
    double[] labels = NdArrays.doubles(Npz.read(known.resolve("data.npz"), "labels"));
    assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1}, labels);
    Path unknown = folder.resolve("unknown");
    String names = rows.substring("truth,".length(), rows.indexOf("\n"));
    ran =
        compare(
            unknown, "--model", "breast-cancer", "--input", table.toString(), "--columns", names);
    assertEquals(0, ran.code(), ran.err());
    assertFalse(
        Files.readString(unknown.resolve("report.html")).contains("of them right"),
        "nothing is right where nothing is known");
  }

  /**
   * Models and rows of one's own whose rule is known: income and debt decide on loans, the second
   * of three sensors on faults. Methods that look at the model find it, random values do not.
   */
  @Test
  void aPlantedRuleIsFound() throws Exception {
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                Path.of("examples", "E10OwnDataSets.java").toString());
    assertEquals(0, compiled);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass("E10OwnDataSets")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {folder.toString()});
    }
    Path loans = ran("loans.zip", "loans.csv", "none", "--label", "paid");
    assertTrue(share(loans, "kernel-shap", 5, 0, 2) > 0.85);
    assertTrue(share(loans, "gradient", 5, 0, 2) > 0.85);
    assertTrue(share(loans, "random", 5, 0, 2) < 0.6);
    Path sensors = ran("sensors.zip", "sensors.npy", "none", "--labels", folder + "/faulty.npy");
    assertTrue(
        share(sensors, "kernel-shap", 120, 40, 80) > share(sensors, "random", 120, 40, 80) + 0.03);
    assertTrue(Files.readString(sensors.resolve("report.html")).contains("% of them right"));
  }

  private Path ran(String model, String input, String groups, String option, String labels) {
    Path out = folder.resolve("run-" + input);
    Ran ran =
        compare(
            out,
            "--quick",
            "--model",
            folder.resolve(model).toString(),
            "--input",
            folder.resolve(input).toString(),
            "--groups",
            groups,
            option,
            labels);
    assertEquals(0, ran.code(), ran.err());
    return out;
  }

  /** The share of the absolute values that lies in a span of each row. */
  private static double share(Path run, String method, int width, int from, int to) {
    double[] values = NdArrays.doubles(Npz.read(run.resolve("attributions.npz"), method));
    double inside = 0;
    double all = 0;
    for (int i = 0; i < values.length; i++) {
      all += Math.abs(values[i]);
      inside += i % width >= from && i % width < to ? Math.abs(values[i]) : 0;
    }
    return inside / all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist --model mnist --input mnist | Name an experiment",
        "--quick | Name an experiment",
        "--model mnist | --input",
        "--model mnist --input mnist --task pictures | image, table, text and series",
        "--model mnist --input mnist --save a.json | .yaml",
        "--model breast-cancer --input breast-cancer --rows 0-1 --labels FOLDER/l.csv | 0 to 1",
        "--model mnist --input mnist --rows 0-1 --methods gradint | did you mean 'gradient'"
      })
  void badInputGivesASentence(String args, String part) throws Exception {
    Files.writeString(folder.resolve("l.csv"), "class\n1\n57\n");
    String all = "compare --out FOLDER/x " + args;
    Ran ran = Ran.command((Object[]) all.replace("FOLDER", folder.toString()).split(" "));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains(part), ran.err());
  }
}
