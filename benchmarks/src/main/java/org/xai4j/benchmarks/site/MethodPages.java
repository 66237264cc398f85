package org.xai4j.benchmarks.site;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.importer.tree.TreeFiles;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * A page for every method: what the registry and the documents say of it, on the command line and
 * in Java.
 */
final class MethodPages {
  private static final Pattern ROW = Pattern.compile("^\\| ((?:`[a-z0-9-]+`(?:, )?)+) \\|.*\\|$");
  private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");

  private MethodPages() {}

  /**
   * The pages, in Markdown, by path.
   *
   * @param documents Markdown by path
   */
  static Map<String, String> of(Map<String, String> documents) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    documents.forEach((path, text) -> rows(path, text, rows));
    Map<String, String> pages = new LinkedHashMap<>();
    StringBuilder index =
        new StringBuilder("# Methods\n\n| id | method | what it is |\n|---|---|---|\n");
    for (Explainer<?> method : Registry.load("method", Explainer.class).all()) {
      Info info = Registry.info(method);
      pages.put(
          "docs/methods/" + info.id() + ".md",
          page(method, info, rows.getOrDefault(info.id(), Map.of())));
      index.append(
          "| [`%1$s`](%1$s.md) | %2$s | %3$s |%n"
              .formatted(info.id(), info.title(), info.summary()));
    }
    pages.put("docs/methods/index.md", index.toString());
    return pages;
  }

  /** The rows of tables that begin with a method's id: what each column says of it. */
  private static void rows(String path, String text, Map<String, Map<String, String>> into) {
    List<String> heads = List.of();
    for (String line : text.split("\n")) {
      Matcher row = ROW.matcher(line);
      if (line.matches("\\| id .*\\|")) {
        heads = cells(line);
      } else if (row.matches() && !heads.isEmpty()) {
        for (String id : row.group(1).replace("`", "").split(", ")) {
          said(cells(line), heads, path, into.computeIfAbsent(id, i -> new LinkedHashMap<>()));
        }
      } else if (line.isBlank()) {
        heads = List.of();
      }
    }
  }

  private static void said(
      List<String> cells, List<String> heads, String path, Map<String, String> into) {
    for (int i = 1; i < Math.min(cells.size(), heads.size()); i++) {
      if (!cells.get(i).isEmpty()) {
        into.putIfAbsent(heads.get(i), cells.get(i).replace("](images/", "](../images/"));
      }
    }
    String document = path.replace("docs/", "");
    into.merge(
        "more",
        "[%1$s](../%1$s)".formatted(document),
        (before, next) -> before.contains(next) ? before : before + " · " + next);
  }

  private static List<String> cells(String line) {
    return List.of(CELLS.split(line.substring(1, line.length() - 1))).stream()
        .map(String::strip)
        .toList();
  }

  private static String page(Explainer<?> method, Info info, Map<String, String> said) {
    StringBuilder page =
        new StringBuilder("# %s%n%n%s%n%n".formatted(info.title(), info.summary()));
    if (!said.isEmpty()) {
      page.append("| | |\n|---|---|\n");
      said.forEach((head, cell) -> page.append("| %s | %s |%n".formatted(head, cell)));
      page.append('\n');
    }
    List<RecordText.ParameterInfo> parameters = RecordText.describe(method);
    if (!parameters.isEmpty()) {
      page.append(
          "## Parameters\n\n| name | type | default | range | meaning |\n|---|---|---|---|---|\n");
      for (RecordText.ParameterInfo p : parameters) {
        page.append(
            "| `%s` | %s | %s | %s | %s |%n"
                .formatted(
                    p.name(),
                    bar(p.type()),
                    bar(p.defaultValue()),
                    bar(p.range()),
                    bar(p.description())));
      }
      page.append('\n');
    }
    boolean trees = takes(method.getClass()) == TreeEnsemble.class;
    boolean function = takes(method.getClass()) == Predictor.class;
    return page.append(
            """
            ## Use

            ```
            ./xai4j explain --model %6$s --input x.npy --method %1$s --output explanation.json
            ```

            ```java
            import java.nio.file.Path;
            import %2$s;
            import org.xai4j.core.data.Npy;
            import org.xai4j.core.explain.Context;
            import %4$s;

            var model = %5$s; // %7$s
            var explanation =
                new %3$s().explain(model, Npy.read(Path.of("x.npy")), Context.standard());
            ```

            [Javadoc](javadoc:%8$s.html)

            ## Paper

            %9$s
            """
                .formatted(
                    info.id(),
                    method.getClass().getName(),
                    method.getClass().getSimpleName(),
                    trees ? TreeFiles.class.getName() : ModelFiles.class.getName(),
                    (trees ? "TreeFiles" : "ModelFiles")
                        + ".read(Path.of(\""
                        + (trees ? "model.txt" : "model.onnx")
                        + "\"))",
                    trees ? "model.txt" : "model.onnx",
                    function ? "or any function: Predictor.ofRows(row -> …)" : "as it was trained",
                    method.getClass().getName().replace('.', '/'),
                    info.reference()))
        .toString();
  }

  /** The kind of model that a method explains. */
  private static Class<?> takes(Class<?> method) {
    Deque<Type> types = new ArrayDeque<>(List.of(method.getGenericInterfaces()));
    while (!types.isEmpty()) {
      Type type = types.pop();
      if (type instanceof ParameterizedType given
          && given.getActualTypeArguments()[0] instanceof Class<?> model
          && Predictor.class.isAssignableFrom(model)) {
        return model;
      }
      Type plain = type instanceof ParameterizedType given ? given.getRawType() : type;
      types.addAll(List.of(((Class<?>) plain).getGenericInterfaces()));
    }
    return Predictor.class;
  }

  /** Text in a cell. */
  private static String bar(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
