package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program in benchmarks/examples compiles, runs and says what its comments promise. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("examples");

  @TempDir static Path folder;

  static List<Path> examples() throws Exception {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }

  @BeforeAll
  static void compile() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-parameters", "-cp", System.getProperty("java.class.path"), "-d"));
    arguments.add(folder.toString());
    examples().forEach(example -> arguments.add(example.toString()));
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
  }

  /** What must be found in what each says. */
  static Stream<Arguments> promises() {
    return Stream.of(
        Arguments.of("E01ExplainADigit", "values \\[4, 1, 28, 28\\].*sums miss by at most 0\\.0"),
        Arguments.of("E02AnyFunction", "(\\[\\[ +2\\.0000, +3\\.0000, +3\\.0000\\]\\]\\s+){2}"),
        Arguments.of("E03WhichExplainer", "LrpEpsilonPlus: deletion 0\\.\\d+ "),
        // What the third column gets is small beside the others.
        Arguments.of(
            "E04Dl4jNetworkInMemory",
            "(\\[ *-?\\d+\\.\\d+, +-?\\d+\\.\\d+, +-?[01]\\.\\d+\\],?\\s*){2}"),
        Arguments.of("E05TribuoForest", "\\[\\[ *-?0\\."),
        Arguments.of("E06NetworkAsAutomaton", "language: Optional\\.empty"),
        Arguments.of("E07LrpIsGradientTimesInput", "LRP-0: +relative difference \\d\\.\\de-0[6-9]"),
        Arguments.of("E08WhatWouldChangeTheAnswer", "would be “good”"),
        Arguments.of("E09YourOwnMethod", "squared-gradient: values"),
        Arguments.of("E10OwnDataSets", "loans: (9[5-9]|100) %[^:]*sensors: (9[5-9]|100) %"));
  }

  @ParameterizedTest
  @MethodSource("promises")
  void runs(String example, String promise) throws Exception {
    String said = said(example);
    assertTrue(Pattern.compile(promise).matcher(said).find(), said);
  }

  @Test
  void everyExampleIsRun() throws Exception {
    assertEquals(
        examples().stream().map(f -> f.getFileName().toString()).toList(),
        promises().map(p -> p.get()[0] + ".java").toList());
  }

  private static String said(String example) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      loader
          .loadClass(example)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {folder.toString()});
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
