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
 * @param beside what single views ask: a range of rows, a metric and a point of its curve, a text,
 *     a language, a network and its updates, the symbols of a model, a word
 */
record Question(
    String model,
    int row,
    List<Double> values,
    String method,
    Map<String, String> parameters,
    List<String> options,
    Map<String, String> beside) {
  /** A separator of folders, or a suffix. */
  private static final Pattern FILE = Pattern.compile("[/\\\\]|\\.[A-Za-z]");

  /** Rules of layers: {@code name:conv1=gamma;epsilon}. */
  private static final Pattern RULES = Pattern.compile("^(name|type|first|last):[^;]+=");

  /** Parameters whose values are files, whatever they look like. */
  private static final Set<String> FILES = Set.of("noisefile", "concepts", "random");

  private static final List<String> NAMES =
      List.of("target", "explain", "baseline", "groups", "layer", "seed");

  private static final List<String> BESIDE =
      List.of(
          "rows", "metric", "point", "text", "language", "network", "updates", "symbols", "word");

  /** Longest value: a rule for each of many layers, or a text. */
  private static final int LONGEST = 4000;

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
              parameters.put(p.getKey(), parameter(p.getKey(), p.getValue().asText()));
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
    Map<String, String> beside = new TreeMap<>();
    for (String name : BESIDE) {
      String value = body.path(name).asText("");
      InputException.check(
          value.length() <= LONGEST, "The %s has over %d characters.", name, LONGEST);
      beside.put(name, value);
    }
    return new Question(
        body.path("model").asText(""),
        body.path("row").asInt(0),
        List.copyOf(values),
        body.path("method").asText(""),
        parameters,
        List.copyOf(options),
        beside);
  }

  /** A value that names no file: nothing that a page asks reaches the disk. */
  private static String plain(String name, String value) {
    InputException.check(
        value.length() <= LONGEST && !FILE.matcher(value).find() && !named(value),
        "The option %s takes no file here; give it to the command line.",
        name);
    return value;
  }

  /** Composites name layers, whose names may look like paths; such a text is looked up nowhere. */
  private static String parameter(String key, String value) {
    boolean rules = RULES.matcher(value).find() && !value.matches("(?s).*\\.ya?ml\\s*");
    return rules && value.length() <= LONGEST && !named(value) ? value : plain("-P " + key, value);
  }

  private static boolean named(String value) {
    return value.length() <= 200 && new File(value).exists();
  }

  /** What a view asks beside; empty if it does not. */
  String beside(String name) {
    return beside.getOrDefault(name, "");
  }

  /** The value of an option of the command line; empty if it was left at its default. */
  String option(String name) {
    int at = options.indexOf(name);
    return at < 0 ? "" : options.get(at + 1);
  }

  /** The same with another option of the request. */
  Question with(String name, String value) {
    List<String> all = new ArrayList<>(options);
    int at = all.indexOf(name);
    if (at >= 0) {
      all.set(at + 1, value);
    } else {
      all.addAll(List.of(name, value));
    }
    return new Question(model, row, values, method, parameters, List.copyOf(all), beside);
  }
}
