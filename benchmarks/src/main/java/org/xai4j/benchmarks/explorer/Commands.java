package org.xai4j.benchmarks.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the page shows as lines of the command line, which write the same numbers. */
final class Commands {
  private Commands() {}

  /**
   * The explanation; a changed row is read from row.npy, which the page saves.
   *
   * @param output the file it writes
   */
  static String explain(Question question, Exhibit exhibit, String output) {
    List<String> words = words("explain", question, exhibit);
    words.addAll(List.of("--method", question.method()));
    parameters(question, words);
    words.addAll(question.options());
    words.addAll(List.of("--output", output));
    return line(words);
  }

  /** The score of attributions, which the command for them wrote. */
  static String evaluate(Question question, Exhibit exhibit) {
    List<String> words = words("evaluate", question, exhibit);
    words.addAll(List.of("--attributions", "attributions.npy"));
    words.addAll(List.of("--metric", question.beside("metric"), "--method", question.method()));
    question.parameters().forEach((key, value) -> words.addAll(List.of("-M", key + "=" + value)));
    words.addAll(question.options());
    words.addAll(List.of("--output", "scores.csv"));
    return line(words);
  }

  /** The output of a layer. */
  static String predict(Question question, Exhibit exhibit) {
    List<String> words = words("predict", question, exhibit);
    words.addAll(List.of("--layer", question.option("--layer"), "--output", "layer.npy"));
    return line(words);
  }

  /** The relevance that each layer receives and passes on. */
  static String conservation(Question question, Exhibit exhibit) {
    return explain(question, exhibit, "attributions.npy") + " --conservation relevance.csv";
  }

  private static List<String> words(String verb, Question question, Exhibit exhibit) {
    List<String> words = new ArrayList<>(List.of("./xai4j", verb));
    words.addAll(exhibit.modelOptions());
    if (!exhibit.texts().isEmpty()) {
      String typed = question.beside("text");
      words.addAll(
          List.of("--text", typed.isEmpty() ? exhibit.texts().get(question.row()) : typed));
      int tokenizer = exhibit.rowOptions().indexOf("--tokenizer");
      if (tokenizer >= 0) {
        words.addAll(exhibit.rowOptions().subList(tokenizer, tokenizer + 2));
      }
      return words;
    }
    String rows = question.beside("rows");
    if (question.values().isEmpty() || !rows.isEmpty()) {
      words.addAll(exhibit.rowOptions());
      words.addAll(List.of("--rows", rows.isEmpty() ? String.valueOf(question.row()) : rows));
      return words;
    }
    words.addAll(List.of("--input", "row.npy"));
    // Of what tells how a file is read only the description of the columns fits a row.
    int columns = exhibit.rowOptions().indexOf("--columns");
    if (columns >= 0 && exhibit.rowOptions().get(columns + 1).endsWith(".json")) {
      words.addAll(exhibit.rowOptions().subList(columns, columns + 2));
    }
    return words;
  }

  private static void parameters(Question question, List<String> words) {
    question.parameters().forEach((key, value) -> words.addAll(List.of("-P", key + "=" + value)));
  }

  /** Words as a shell reads them. */
  static String line(List<String> words) {
    return words.stream().map(Commands::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
