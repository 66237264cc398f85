package org.xai4j.benchmarks.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.run.SplitRandom;

/**
 * A table that comes with the project, with a fixed random split: of each class three quarters to
 * train, the others to test.
 *
 * @param schema of its columns
 * @param train rows to train on
 * @param test rows that no model was trained on
 */
public record Tabular(TableSchema schema, Samples train, Samples test) {
  /** The sets by the names of their files. */
  private enum Source {
    GERMAN_CREDIT,
    BREAST_CANCER;

    String file(String suffix) {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + suffix;
    }
  }

  /**
   * Statlog German credit (Hofmann 1994): 1,000 loans, 20 columns; classes bad and good.
   *
   * @return the data
   */
  public static Tabular credit() {
    return read(Source.GERMAN_CREDIT);
  }

  /**
   * Wisconsin diagnostic breast cancer (Wolberg, Mangasarian, Street and Street 1995): 569 tumours,
   * 30 numbers; classes malignant and benign.
   *
   * @return the data
   */
  public static Tabular breastCancer() {
    return read(Source.BREAST_CANCER);
  }

  /**
   * The columns of German credit in Spanish.
   *
   * @return the same columns with other names and labels
   */
  public static TableSchema creditInSpanish() {
    return schema(Source.GERMAN_CREDIT, ".es.json");
  }

  /**
   * The columns of the breast cancer data in Spanish.
   *
   * @return the same columns with other names
   */
  public static TableSchema breastCancerInSpanish() {
    return schema(Source.BREAST_CANCER, ".es.json");
  }

  /**
   * The digest of all rows.
   *
   * @return SHA-256 of train and test
   */
  public String hash() {
    return Digest.of(Digest.of(train.inputs()) + Digest.of(test.inputs()));
  }

  private static TableSchema schema(Source source, String suffix) {
    return TableSchema.parseJson(text(source.file(suffix), false), source.file(suffix));
  }

  private static Tabular read(Source source) {
    TableSchema schema = schema(source, ".json");
    List<List<String>> table = new ArrayList<>();
    for (String line : text(source.file(".csv.gz"), true).split("\n")) {
      table.add(List.of(line.split(",")));
    }
    INDArray rows = schema.parse(table, source.file(".csv.gz")).castTo(DataType.FLOAT);
    int[] labels = new int[table.size() - 1];
    for (int i = 0; i < labels.length; i++) {
      List<String> cells = table.get(i + 1);
      String label = cells.get(cells.size() - 1);
      labels[i] = label.matches("\\d+") ? Integer.parseInt(label) : schema.classes().indexOf(label);
    }
    Samples all = new Samples(rows, labels, schema.classes());
    boolean[] held = new boolean[labels.length];
    for (int c = 0; c < schema.classes().size(); c++) {
      int wanted = c;
      int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).toArray();
      SplitRandom.of(0).split("split").split(c).shuffle(members);
      Arrays.stream(members).limit(members.length / 4).forEach(i -> held[i] = true);
    }
    return new Tabular(
        schema,
        all.select(IntStream.range(0, held.length).filter(i -> !held[i]).toArray()),
        all.select(IntStream.range(0, held.length).filter(i -> held[i]).toArray()));
  }

  private static String text(String name, boolean packed) {
    try (InputStream in = Tabular.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      InputStream plain = packed ? new GZIPInputStream(in) : in;
      StringBuilder text = new StringBuilder();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
      reader.lines().forEach(line -> text.append(line).append('\n'));
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
