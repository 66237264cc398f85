package org.xai4j.benchmarks.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method's page has what it promises, and its Java compiles. */
class MethodPagesTest {
  /** Baselines of comparisons, which have no formula but their names. */
  private static final Set<String> CONTROLS = Set.of("random", "edge", "input-magnitude");

  @TempDir Path folder;

  private static Map<String, String> pages() throws Exception {
    Map<String, String> documents = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of("..", "docs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        documents.put("docs/" + file.getFileName(), Files.readString(file));
      }
    }
    Map<String, String> pages = new TreeMap<>(MethodPages.of(documents));
    pages.remove("docs/methods/index.md");
    return pages;
  }

  @Test
  void everyPageTellsWhatHowAndWhen() throws Exception {
    Set<String> gaps = new TreeSet<>();
    pages()
        .forEach(
            (path, page) -> {
              String id = path.replaceAll(".*/|\\.md$", "");
              Map<String, String> parts = new TreeMap<>();
              parts.put("what", "\n\\| (formula|value of feature i|rules) \\|");
              parts.put("when", "\n\\| use it when \\|");
              parts.put("when not", "\n\\| rather not when \\|");
              parts.put("cost", "\n\\| cost( per row)? \\|");
              parts.put("paper", "## Paper\n\n\\S");
              parts.forEach(
                  (part, pattern) -> {
                    boolean exempt = part.equals("what") && CONTROLS.contains(id);
                    if (!exempt && !Pattern.compile(pattern).matcher(page).find()) {
                      gaps.add(id + ": " + part);
                    }
                  });
            });
    assertEquals(Set.of(), gaps);
  }

  @Test
  void theJavaOfEveryPageCompiles() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d"));
    arguments.add(folder.resolve("out").toString());
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Matcher code =
          Pattern.compile("```java\n((?:import [^\n]*\n)+)(.*?)```", Pattern.DOTALL)
              .matcher(page.getValue());
      assertTrue(code.find(), page.getKey());
      String name = "P" + arguments.size();
      Path source = folder.resolve(name + ".java");
      Files.writeString(
          source, code.group(1) + "class " + name + " { void p() {\n" + code.group(2) + "}}\n");
      arguments.add(source.toString());
    }
    assertTrue(arguments.size() > 80, arguments.size() + "");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, said, arguments.toArray(String[]::new));
    assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
  }
}
