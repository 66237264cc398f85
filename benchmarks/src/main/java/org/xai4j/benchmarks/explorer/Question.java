package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xai4j.core.run.InputException;

/**
 * What the page asks, with the parameter names of the command line.
 *
 * @param model the exhibit
 * @param row of its rows
 * @param values the row's elements where it was changed; else empty
 * @param method id of an explainer
 * @param parameters of the method, as {@code -P} takes them
 * @param options of the request such as {@code --target}, without those left at their defaults
 */
record Question(
    String model,
    int row,
    List<Double> values,
    String method,
    Map<String, String> parameters,
    List<String> options) {
  /** A separator of folders, or a suffix. */
  private static final Pattern FILE = Pattern.compile("[/\\\\]|\\.[A-Za-z]");

  /** Parameters whose values are files, whatever they look like. */
  private static final Set<String> FILES = Set.of("noisefile", "concepts", "random");

  private static final List<String> NAMES =
      List.of("target", "explain", "baseline", "groups", "layer", "seed");

  /** Reads the body of a request. */
  static Question read(JsonNode body) {
    List<Double> values = new ArrayList<>();
    for (JsonNode value : body.path("values")) {
      InputException.check(value.isNumber(), "The values of a row are numbers, not %s.", value);
      values.add(value.doubleValue());
    }
    Map<String, String> parameters = new TreeMap<>();
    body.path("parameters")
        .fields()
        .forEachRemaining(
            p -> {
              InputException.check(
                  !FILES.contains(p.getKey().toLowerCase(Locale.ROOT).replaceAll("[-_]", "")),
                  "The parameter %s takes files; give it to the command line.",
                  p.getKey());
              parameters.put(p.getKey(), plain("-P " + p.getKey(), p.getValue().asText()));
            });
    List<String> options = new ArrayList<>();
    for (String name : NAMES) {
      if (!body.path(name).asText("").isEmpty()) {
        options.add("--" + name);
        String value = body.get(name).asText();
        // Layers of ONNX files have names like paths; they are looked up in the model alone.
        options.add(name.equals("layer") ? value : plain("--" + name, value));
      }
    }
    return new Question(
        body.path("model").asText(""),
        body.path("row").asInt(0),
        List.copyOf(values),
        body.path("method").asText(""),
        parameters,
        List.copyOf(options));
  }

  /** A value that names no file: nothing that a page asks reaches the disk. */
  private static String plain(String name, String value) {
    InputException.check(
        value.length() <= 200 && !FILE.matcher(value).find() && !new File(value).exists(),
        "The option %s takes no file here; give it to the command line.",
        name);
    return value;
  }

  /**
   * The command that gives the same bytes; a changed row is read from row.npy, which the page
   * saves.
   */
  String command(Exhibit exhibit) {
    List<String> words = new ArrayList<>(List.of("./xai4j", "explain"));
    words.addAll(exhibit.modelOptions());
    if (values.isEmpty()) {
      words.addAll(exhibit.rowOptions());
      words.addAll(List.of("--rows", String.valueOf(row)));
    } else {
      words.addAll(List.of("--input", "row.npy"));
      // Of what tells how a file is read only the description of the columns fits a row.
      int columns = exhibit.rowOptions().indexOf("--columns");
      if (columns >= 0 && exhibit.rowOptions().get(columns + 1).endsWith(".json")) {
        words.addAll(exhibit.rowOptions().subList(columns, columns + 2));
      }
    }
    words.addAll(List.of("--method", method));
    parameters.forEach((key, value) -> words.addAll(List.of("-P", key + "=" + value)));
    words.addAll(options);
    words.addAll(List.of("--output", "attributions.npy"));
    return words.stream().map(Question::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
