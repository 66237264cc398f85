package org.xai4j.benchmarks.tracking;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.xai4j.core.data.Csv;

/**
 * What the tables of a run say in single numbers: the column {@code value} of {@code results.csv}
 * as its mean over all rows with the same texts, which name it ({@code METHOD/METRIC}), and the
 * columns of {@code costs.csv} and {@code ranking.csv} by method.
 */
final class RunScores {
  private static final String VALUE = "value";

  private RunScores() {}

  /** Numbers by name, in the order of the tables; what is not a finite number is left out. */
  static Map<String, Double> of(Path folder) {
    Map<String, List<Double>> found = new LinkedHashMap<>();
    for (String name : List.of("ranking.csv", "results.csv", "costs.csv")) {
      if (Files.isRegularFile(folder.resolve(name))) {
        List<List<String>> table = Csv.rows(folder.resolve(name));
        boolean results = name.equals("results.csv");
        if (!results || table.get(0).contains(VALUE)) {
          table.stream().skip(1).forEach(row -> add(table.get(0), row, results, found));
        }
      }
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    found.forEach(
        (name, values) -> {
          double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
          if (Double.isFinite(mean)) {
            scores.put(name, mean);
          }
        });
    return scores;
  }

  private static void add(
      List<String> header, List<String> row, boolean results, Map<String, List<Double>> found) {
    List<String> texts = new ArrayList<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int c = 0; c < header.size(); c++) {
      String column = header.get(c);
      OptionalDouble number = number(row.get(c));
      if (number.isEmpty() && !column.equals("experiment") && !row.get(c).isBlank()) {
        texts.add(name(row.get(c)));
      } else if (number.isPresent() && (column.equals(VALUE) || !results)) {
        numbers.put(column, number.getAsDouble());
      }
    }
    String key = String.join("/", texts);
    numbers.forEach(
        (column, number) ->
            found
                .computeIfAbsent(results ? key : key + "/" + name(column), k -> new ArrayList<>())
                .add(number));
  }

  private static OptionalDouble number(String cell) {
    try {
      return OptionalDouble.of(Double.parseDouble(cell));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A name that MLflow takes: no slashes, which part names, and no signs that it refuses. */
  static String name(String text) {
    return text.replaceAll("[^A-Za-z0-9_. -]", "_").strip();
  }
}
