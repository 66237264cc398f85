package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.rnn.extraction.Extractor;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the documents show can be typed: Java compiles, and every command line is understood. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`(\\./xai4j [^`\n]+)`");

  /** What the launcher does itself. */
  private static final List<String> LAUNCHER = List.of("java", "jshell", "classpath");

  /** What snippets take for given, beside the imports of JShell. */
  private static final String PRELUDE =
      """
      import java.util.function.*;
      import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.nd4j.linalg.api.buffer.DataType;
      import org.tribuo.Model;
      import org.tribuo.classification.Label;
      import org.tribuo.classification.LabelFactory;
      import org.tribuo.impl.ArrayExample;
      import org.xai4j.core.importer.dl4j.Dl4jImporter;
      import org.example.*;
      import org.xai4j.core.array.*;
      import org.xai4j.core.importer.djl.*;
      import org.xai4j.core.importer.h2o.*;
      import org.xai4j.core.importer.onnx.*;
      import org.xai4j.core.run.*;
      import org.xai4j.core.tree.*;
      import org.xai4j.core.importer.tree.*;
      import org.xai4j.lrp.rule.*;
      import org.xai4j.rnn.assessment.*;
      import org.xai4j.rnn.network.*;

      @SuppressWarnings("all")
      class %s {
        static Network network;
        static INDArray inputs, rows, background, ids, mask, c, w, b;
        static Context context;
        static Path file;
        static Forest forest;
        static MultiLayerConfiguration configuration;
        static Model<Label> ensemble;
        static String[] names;
        static List<String> classes;

        interface Forest { INDArray scores(INDArray batch); }
        static INDArray scoresOfMyForest(INDArray rows) { return rows; }

        static void snippet() throws Exception {
      %s
        }
      }
      """;

  @TempDir Path folder;

  private static List<Path> documents() throws Exception {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(ROOT::resolve), docs)
          .filter(f -> f.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everySnippetOfJavaCompiles() throws Exception {
    String imports = Files.readString(Path.of("examples", "imports.jsh"));
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d"));
    arguments.add(folder.resolve("out").toString());
    int snippets = 0;
    for (Path document : documents()) {
      Matcher block = BLOCK.matcher(Files.readString(document));
      while (block.find()) {
        if (!block.group(1).equals("java")) {
          continue;
        }
        String code = block.group(2);
        String stem = document.getFileName().toString().replaceAll("\\W", "_");
        String name = stem + "_" + snippets++;
        Matcher type =
            Pattern.compile("^(?:public )?(?:final class|record) (\\w+)", Pattern.MULTILINE)
                .matcher(code);
        boolean whole = code.startsWith("package ");
        assertTrue(!whole || type.find(), code);
        Path source =
            folder.resolve(whole ? "org/example/" + type.group(1) + ".java" : name + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, whole ? code : imports + String.format(PRELUDE, name, code));
        arguments.add(source.toString());
      }
    }
    assertTrue(snippets > 12, snippets + " snippets");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, said, arguments.toArray(String[]::new));
    assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyCommandLineIsUnderstood() throws Exception {
    Map<String, String> wrong = new TreeMap<>();
    int lines = 0;
    for (Path document : documents()) {
      String text = Files.readString(document);
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        for (String line : block.group(2).replace("\\\n", " ").split("\n")) {
          int from = line.indexOf("./xai4j ");
          if (from >= 0 && line.substring(0, from).matches("([$] )?([A-Z0-9_]+=\\S+ )*")) {
            lines++;
            complaint(line.substring(from), false)
                .forEach(c -> wrong.put(document + ": " + line, c));
          }
        }
      }
      Matcher inline = INLINE.matcher(BLOCK.matcher(text).replaceAll(""));
      while (inline.find()) {
        lines++;
        String line = inline.group(1);
        complaint(line, true).forEach(c -> wrong.put(document + ": " + line, c));
      }
    }
    assertTrue(lines > 100, lines + " command lines");
    assertEquals("", wrong.entrySet().stream().map(e -> "\n" + e).collect(Collectors.joining()));
  }

  /** What is wrong with a line; within a sentence options may be left out. */
  private static List<String> complaint(String line, boolean brief) {
    List<String> words = words(line);
    words.remove(0);
    // What was said before and is left out.
    boolean part = words.removeIf(w -> w.equals("…")) || brief;
    if (!words.isEmpty() && LAUNCHER.contains(words.get(0))) {
      boolean missing =
          words.size() > 1
              && words.get(1).startsWith("benchmarks/")
              && !Files.exists(ROOT.resolve(words.get(1)));
      return missing ? List.of("there is no " + words.get(1)) : List.of();
    }
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    CommandLine root = Main.line(new StandardStreams(nowhere, nowhere));
    ParseResult parsed;
    try {
      parsed = root.parseArgs(words.toArray(String[]::new));
    } catch (MissingParameterException e) {
      return part ? List.of() : List.of(e.getMessage());
    } catch (ParameterException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    try {
      names(parsed);
      return List.of();
    } catch (InputException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** Ids and parameters are those that there are. */
  private static void names(ParseResult root) {
    ParseResult parsed = root.hasSubcommand() ? root.subcommand() : root;
    String command = parsed.commandSpec().name();
    Map<String, String> parameters = parsed.matchedOptionValue("-P", Map.of());
    Object method = parsed.matchedOptionValue("--method", "");
    if (method instanceof String id && known(id)) {
      Registry<?> registry =
          command.equals("extract")
              ? Registry.load("extractor", Extractor.class)
              : Registry.load("method", Explainer.class);
      registry.create(id, command.equals("evaluate") ? Map.of() : typed(parameters));
    }
    String metric = parsed.matchedOptionValue("--metric", "");
    if (known(metric)) {
      Registry.load("metric", Metric.class).create(metric, typed(parameters));
    }
    if (command.equals("compare") || command.equals("train")) {
      parsed.matchedPositionals().stream()
          .map(p -> String.valueOf((Object) p.getValue()))
          .filter(id -> known(id) && !id.contains("."))
          .forEach(Experiments::get);
    }
  }

  private static boolean known(String id) {
    return id.matches("[a-z0-9.-]+");
  }

  /** Without those that stand for any value, or for a file. */
  private static Map<String, String> typed(Map<String, String> parameters) {
    Map<String, String> typed = new TreeMap<>(parameters);
    typed.values().removeIf(v -> v.matches(".*[A-Z…].*"));
    return typed;
  }

  /** The words of a command up to a comment or another command. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+").matcher(line);
    while (word.find()) {
      String text = word.group();
      if (text.startsWith("#") || List.of("|", "&&", ">", "<", ";").contains(text)) {
        break;
      }
      words.add(text.replaceAll("[\"']", ""));
    }
    return words;
  }
}
