package org.xai4j.benchmarks.cli.manual;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xai4j.core.data.WholeFile;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands as pages for {@code man}, in the macros of man(7), with what their help says: one of
 * the program and one of each command, {@code xai4j-explain.1}.
 */
public final class ManualPages {
  /** Wider than any synopsis. */
  private static final int WIDE = 5000;

  private static final Map<String, String> ENVIRONMENT = new LinkedHashMap<>();

  static {
    ENVIRONMENT.put("XAI4J_MEMORY", "The Java heap (default: 3g).");
    ENVIRONMENT.put("XAI4J_NATIVE_MEMORY", "Arrays outside of the heap (default: 6g).");
    ENVIRONMENT.put("XAI4J_TOTAL_MEMORY", "The whole process (default: 10g).");
    ENVIRONMENT.put("XAI4J_CLASSPATH", "Jars and folders with methods and metrics of your own.");
    ENVIRONMENT.put("XAI4J_PROFILE", "The Maven profile that names ND4J's backend.");
    ENVIRONMENT.put("JAVA_HOME", "The Java to run on, 17 or newer (default: that of the path).");
  }

  private ManualPages() {}

  /**
   * Writes all pages.
   *
   * @param root of the commands
   * @param version of the program
   * @param folder gets a folder {@code man1}, so that it can stand in {@code MANPATH}
   * @return how many
   */
  public static int write(CommandLine root, String version, Path folder) {
    Map<String, String> pages = of(root, version);
    pages.forEach(
        (name, page) ->
            WholeFile.write(
                folder.resolve("man1").resolve(name),
                out -> out.write(page.getBytes(StandardCharsets.UTF_8))));
    return pages.size();
  }

  /**
   * All pages.
   *
   * @param root of the commands
   * @param version of the program
   * @return text by file name
   */
  public static Map<String, String> of(CommandLine root, String version) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(root.getCommandName() + ".1", page(root.getCommandSpec(), version));
    for (CommandLine command : root.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      pages.put(spec.qualifiedName("-") + ".1", page(spec, version));
    }
    return pages;
  }

  private static String page(CommandSpec spec, String version) {
    String name = spec.qualifiedName("-");
    StringBuilder page = new StringBuilder();
    page.append(".TH \"").append(escaped(name.toUpperCase(java.util.Locale.ROOT)));
    page.append("\" \"1\" \"\" \"xai4j ").append(escaped(version)).append("\" \"\"\n.nh\n.ad l\n");
    section(
        page, "NAME", escaped(name) + " \\- " + escaped(brief(spec.usageMessage().description())));
    section(page, "SYNOPSIS", escaped(synopsis(spec)));
    section(page, "DESCRIPTION", escaped(described(spec.usageMessage().description())));
    entries(
        page,
        "ARGUMENTS",
        spec.positionalParameters().stream()
            .filter(p -> !p.hidden())
            .collect(
                Collectors.toMap(
                    ArgSpec::paramLabel,
                    p -> described(p.description()),
                    (a, b) -> a,
                    LinkedHashMap::new)));
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String label = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
        options.put(String.join(", ", option.names()) + label, described(option.description()));
      }
    }
    entries(page, "OPTIONS", options);
    if (spec.parent() == null) {
      Map<String, String> commands = new LinkedHashMap<>();
      spec.subcommands()
          .forEach(
              (id, c) -> commands.put(id, brief(c.getCommandSpec().usageMessage().description())));
      entries(page, "COMMANDS", commands);
      entries(page, "ENVIRONMENT", ENVIRONMENT);
    }
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "Done.");
    codes.put("1", "An error of the program itself, or results that differ.");
    codes.put("2", "Bad input: one sentence on the standard error names the remedy.");
    entries(page, "EXIT STATUS", codes);
    if (spec.parent() != null) {
      section(page, "SEE ALSO", ".BR " + escaped(spec.parent().name()) + " (1)");
    }
    return page.toString();
  }

  /** On one line, which man breaks where words end. */
  private static String synopsis(CommandSpec spec) {
    int width = spec.usageMessage().width();
    spec.usageMessage().width(WIDE);
    String line = new Help(spec, Help.defaultColorScheme(Ansi.OFF)).synopsis(0).strip();
    spec.usageMessage().width(width);
    return line;
  }

  /** What a description says first: up to a full stop, a colon or a default in brackets. */
  static String brief(String... lines) {
    return described(lines).split("(?<=\\.)\\s|[;:]\\s| \\(default", 2)[0].replaceFirst("[.]$", "");
  }

  private static String described(String... lines) {
    return String.join(" ", Arrays.asList(lines)).strip();
  }

  private static void section(StringBuilder page, String title, String text) {
    page.append(".SH ").append(title).append('\n').append(text).append('\n');
  }

  private static void entries(StringBuilder page, String title, Map<String, String> entries) {
    if (!entries.isEmpty()) {
      page.append(".SH ").append(title).append('\n');
      entries.forEach(
          (term, text) ->
              page.append(".TP\n\\fB")
                  .append(escaped(term))
                  .append("\\fR\n")
                  .append(escaped(text))
                  .append('\n'));
    }
  }

  /** Text that troff shows as it is: backslashes, hyphens, and no line that begins as a request. */
  private static String escaped(String text) {
    List<String> lines = text.lines().toList();
    return lines.stream()
        .map(line -> line.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%"))
        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
        .collect(Collectors.joining("\n"));
  }
}
