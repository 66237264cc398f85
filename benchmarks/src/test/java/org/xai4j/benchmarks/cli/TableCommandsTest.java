package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.surrogate.Distillation;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Surrogate;

/** Explanations of every kind, of the shipped tables, from the command line. */
class TableCommandsTest {
  @TempDir Path folder;

  private Ran credit(String method, String output, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "explain",
                "--model",
                "credit",
                "--input",
                "credit",
                "--method",
                method,
                "--output",
                folder.resolve(output),
                "--quiet"));
    arguments.addAll(List.of(more));
    return Ran.command(arguments.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "permutation-importance,--rows 0-40,most important features",
    "pdp,--rows 0-20 --target 1 -P columns=duration,duration: from",
    "pdp,--rows 0-9 --target 1 -P points=3 -P pairs=duration:age,duration and age together",
    "ice,--rows 0-20 --target 1 -P columns=duration,duration: from",
    "ale,--rows 0-20 --target 1 -P columns=duration,duration: from",
    "mutual-information,--rows 0-60,mutual information in bits",
    "anova-f,--rows 0-60,F statistic",
    "counterfactual,--rows 0-1 --baseline train -P generations=5,The answer would be",
    "counterfactual-gradient,--rows 0 --baseline train,The model answers",
    "nearest-unlike-neighbour,--rows 0 --baseline train,A row of the data",
    "anchors,--rows 0 --baseline train,the model answers",
    "prototypes,--rows 0-40,Typical rows",
    "surrogate-tree,--rows 0-99,A tree of",
    "surrogate-linear,--rows 0-99 --target 1,A linear model of",
    "surrogate-rules,--rows 0-99,A list of",
    "distillation,--rows 0-99 -P epochs=3,A student network of",
    "distillation,--rows 0-99 -P student=linear -P epochs=3,A student network of",
    "distillation,--rows 0-99 -P student=tree,A tree of"
  })
  void everyKindIsWrittenAndSaid(String method, String options, String sentence) throws Exception {
    Object[] more = (options + " --say en").split(" ");
    Ran json = credit(method, "e.json", more);
    assertEquals(0, json.code(), json.err());
    assertTrue(json.out().contains(sentence), json.out());
    String text = Files.readString(folder.resolve("e.json"));
    assertTrue(text.contains("\"provenance\"") && text.contains(method), text);
    Ran csv = credit(method, "e.csv", (Object[]) options.split(" "));
    assertEquals(0, csv.code(), csv.err());
    List<List<String>> rows = Csv.rows(folder.resolve("e.csv"));
    assertTrue(rows.size() > 1 && rows.get(1).size() == rows.get(0).size());
  }

  @Test
  void aStudentIsAModelInItsTurn() throws Exception {
    Path zip = folder.resolve("student.zip");
    Ran taught = credit("distillation", "student.zip", "--rows", "0-99", "-P", "epochs=5");
    assertEquals(0, taught.code(), taught.err());
    Surrogate.Student again =
        (Surrogate.Student)
            new Distillation(Distillation.Student.NETWORK, 3, 16, 5, 4)
                .explain(
                    Models.read("credit"),
                    Tabular.credit().test().select(IntStream.range(0, 100).toArray()).inputs(),
                    Context.standard().with(Tabular.credit().schema()))
                .form();
    INDArray rows = Tabular.credit().test().inputs();
    INDArray wanted = again.network(DataType.FLOAT, 20).predict(rows);
    assertArrayEquals(
        NdArrays.doubles(wanted),
        NdArrays.doubles(Models.read(zip.toString()).predict(rows)),
        1e-5);
    assertTrue(Files.readString(folder.resolve("student.json")).contains("\"fidelity\""));
    Ran tree = credit("distillation", "t.zip", "--rows", "0-99", "-P", "student=tree");
    assertEquals(2, tree.code());
    assertTrue(tree.err().contains("Only a network or a linear student"), tree.err());
  }

  @Test
  void notesAreInEveryLanguage() throws Exception {
    Ran ran =
        credit(
            "nearest-unlike-neighbour",
            "e.json",
            "--rows",
            "0-9",
            "--baseline",
            "train",
            "--target",
            "1");
    assertEquals(0, ran.code(), ran.err());
    String json = Files.readString(folder.resolve("e.json"));
    assertTrue(json.contains("\"en\" : \"The model already gives the wanted answer.\""), json);
    assertTrue(json.contains("\"es\" : \"El modelo ya da la respuesta deseada.\""));
  }

  @Test
  void attributionsOfTablesAreSaidInSpanishToo() {
    Ran ran =
        credit("kernel-shap", "a.npy", "--rows", "3,5-6", "--baseline", "train:10", "--say", "es");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(3, ran.out().lines().count());
    assertTrue(ran.out().contains("La puntuación explicada es"), ran.out());
    assertEquals(3, Npy.read(folder.resolve("a.npy")).size(0));
  }

  @Test
  void columnsOfOnesOwn() throws Exception {
    Path schema = folder.resolve("s.json");
    Path csv = folder.resolve("t.csv");
    StringBuilder columns = new StringBuilder();
    StringBuilder header = new StringBuilder();
    StringBuilder row = new StringBuilder();
    for (int c = 0; c < 30; c++) {
      columns.append(c == 0 ? "" : ",").append("{\"name\": \"size_").append(c).append("\"}");
      header.append(c == 0 ? "" : ",").append("size_").append(c);
      row.append(c == 0 ? "" : ",").append(c);
    }
    Files.writeString(schema, "{\"columns\": [" + columns + "]}");
    Files.writeString(csv, header + "\n" + row + "\n");
    Path output = folder.resolve("a.npy");
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            "breast-cancer",
            "--input",
            csv,
            "--columns",
            schema,
            "--method",
            "feature-ablation",
            "--output",
            output,
            "--say",
            "en",
            "--quiet");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().matches("(?s).*size \\d+ = \\d+ .*"), ran.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "counterfactual|e.json|--rows 0|at least 10 of its rows as the baseline",
        "counterfactual|e.txt|--rows 0 --baseline train|told by its suffix, not as 'txt'",
        "kernel-shap|e.npy|--rows 900|rows 0 to 249",
        "kernel-shap|e.npy|--rows x|not a list such as",
        "kernel-shap|e.npy|--rows 0 --say fr|not en or es",
        "pdp|e.json|--rows 0-5|--target 1",
        "lime-tabular|e.npy|--rows 0|at least 10 of its rows"
      })
  void badRequestsAreNamed(String method, String output, String options, String message) {
    Ran ran = credit(method, output, (Object[]) options.split(" "));
    assertEquals(2, ran.code(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
  }

  @Test
  void trainingRowsNeedADataSet() throws Exception {
    Path csv = folder.resolve("t.csv");
    Files.writeString(csv, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20\n");
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            "credit",
            "--input",
            csv,
            "--method",
            "kernel-shap",
            "--baseline",
            "train",
            "--output",
            folder.resolve("a.npy"));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("is no data set"), ran.err());
  }
}
