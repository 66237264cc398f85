package org.xai4j.benchmarks.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion of commands and options in fish, by its builtin {@code complete}
 * (https://fishshell.com/docs/current/cmds/complete.html).
 */
public final class FishCompletion {
  /** Options whose values a command lists. */
  private static final Map<String, String> LISTED =
      Map.of(
          "--method", "(xai4j methods --ids)",
          "--methods", "(xai4j methods --ids)",
          "--metric", "(xai4j metrics --ids)",
          "--metrics", "(xai4j metrics --ids)");

  private FishCompletion() {}

  /**
   * The script.
   *
   * @param root of the commands
   * @return lines for {@code xai4j completion --shell fish | source}
   */
  public static String of(CommandLine root) {
    List<String> lines = new ArrayList<>();
    String name = root.getCommandName();
    root.getSubcommands()
        .forEach(
            (command, line) -> {
              CommandSpec spec = line.getCommandSpec();
              String first = "complete -c " + name + " -n __fish_use_subcommand -f -a " + command;
              lines.add(
                  first + " -d " + quoted(ManualPages.brief(spec.usageMessage().description())));
              String seen = "complete -c " + name + " -n '__fish_seen_subcommand_from " + command;
              spec.options().stream()
                  .filter(option -> !option.hidden())
                  .forEach(option -> lines.add(seen + "'" + words(option, command)));
            });
    return String.join("\n", lines) + "\n";
  }

  private static String words(OptionSpec option, String command) {
    StringBuilder line = new StringBuilder();
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " : name.length() == 2 ? " -s " : " -o ");
      line.append(name.replaceFirst("^--?", ""));
    }
    List<String> values = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(values::add);
    }
    // An automaton's methods are others than those that explain.
    String listed =
        command.equals("extract") && option.longestName().equals("--method")
            ? "(xai4j extractors --ids)"
            : LISTED.getOrDefault(option.longestName(), String.join(" ", values));
    if (!listed.isEmpty()) {
      line.append(" -x -a ").append(quoted(listed));
    } else if (option.arity().max() > 0) {
      line.append(" -r");
    }
    return line + " -d " + quoted(ManualPages.brief(option.description()));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
