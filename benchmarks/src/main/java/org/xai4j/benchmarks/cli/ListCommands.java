package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.cli.manual.FishCompletion;
import org.xai4j.benchmarks.cli.manual.ManualPages;
import org.xai4j.benchmarks.cli.output.ListJson;
import org.xai4j.benchmarks.cli.output.TextTable;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.Metric;
import org.xai4j.rnn.extraction.Extractor;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that list what there is. They touch no arrays, so that they answer at once. */
final class ListCommands {
  private static final int WIDTH = 100;

  private ListCommands() {}

  /** Lists what is registered of one kind. */
  private abstract static class Members implements Callable<Integer> {
    private final StandardStreams streams;
    private final Registry<?> registry;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Show this one only.")
    private String id = "";

    @Option(names = "--ids", description = "Print the ids alone.")
    private boolean ids;

    @Option(names = "--json", description = "Print JSON, for other programs.")
    private boolean json;

    Members(StandardStreams streams, Registry<?> registry) {
      this.streams = streams;
      this.registry = registry;
    }

    @Override
    public Integer call() {
      if (json) {
        Collection<?> members = id.isEmpty() ? registry.all() : List.of(registry.get(id));
        streams.out().println(ListJson.members(members));
      } else {
        list(registry, id, ids, streams.out());
      }
      return 0;
    }
  }

  /** Lists the methods. */
  @Command(
      name = "methods",
      description = "Lists the explanation methods with parameters and references.",
      mixinStandardHelpOptions = true)
  static final class Methods extends Members {
    Methods(StandardStreams streams) {
      super(streams, Registry.load("method", Explainer.class));
    }
  }

  /** Lists the metrics. */
  @Command(
      name = "metrics",
      description = "Lists the metrics with parameters and references.",
      mixinStandardHelpOptions = true)
  static final class Metrics extends Members {
    Metrics(StandardStreams streams) {
      super(streams, Registry.load("metric", Metric.class));
    }
  }

  /** Lists the rules of relevance. */
  @Command(
      name = "rules",
      description =
          "Lists the rules of relevance that a composite takes, with parameters and references.",
      mixinStandardHelpOptions = true)
  static final class RelevanceRules extends Members {
    RelevanceRules(StandardStreams streams) {
      super(streams, Registry.load("rule", Rule.class));
    }
  }

  /** Lists the methods that extract automata. */
  @Command(
      name = "extractors",
      description = "Lists the methods that extract automata from recurrent networks.",
      mixinStandardHelpOptions = true)
  static final class Extractors extends Members {
    Extractors(StandardStreams streams) {
      super(streams, Registry.load("extractor", Extractor.class));
    }
  }

  /** Lists the experiments. */
  @Command(
      name = "experiments",
      description = "Lists the experiments that compare and train know.",
      mixinStandardHelpOptions = true)
  static final class ExperimentList implements Callable<Integer> {
    private final StandardStreams streams;

    @Option(names = "--json", description = "Print JSON, for other programs.")
    private boolean json;

    ExperimentList(StandardStreams streams) {
      this.streams = streams;
    }

    @Override
    public Integer call() {
      PrintStream out = streams.out();
      if (json) {
        out.println(ListJson.experiments(Experiments.shipped()));
        return 0;
      }
      for (Experiment experiment : Experiments.shipped()) {
        out.println(experiment.name() + "  " + experiment.title());
        if (!experiment.study().equals(Experiment.COMPARISON)) {
          out.println("  study    " + experiment.study());
        }
        if (!experiment.data().isEmpty()) {
          out.println(
              "  data     "
                  + experiment.data()
                  + ", "
                  + experiment.rows()
                  + " rows (quick: "
                  + experiment.quickRows()
                  + ")");
        }
        print(out, "  model    ", experiment.model());
        print(out, "  methods  ", join(experiment.methods()));
        print(out, "  metrics  ", join(experiment.metrics()));
        out.println();
      }
      return 0;
    }

    private static void print(PrintStream out, String key, String value) {
      if (!value.isEmpty()) {
        wrap(out, key, value);
      }
    }

    private static String join(List<Experiment.Choice> choices) {
      return String.join(", ", choices.stream().map(Experiment.Choice::label).toList());
    }
  }

  /** Shells that complete commands. */
  enum Shell {
    /** Also zsh. */
    BASH,
    /** By its own builtin. */
    FISH
  }

  /** Prints what completes commands and options in a shell. */
  @Command(
      name = "completion",
      description =
          "Prints a script by which a shell completes commands and options. Bash and zsh: source"
              + " <(xai4j completion); fish: xai4j completion --shell fish | source.",
      mixinStandardHelpOptions = true)
  static final class Completion implements Callable<Integer> {
    private final StandardStreams streams;

    @Option(
        names = "--shell",
        paramLabel = "NAME",
        defaultValue = "bash",
        description = "bash, which serves zsh too, or fish (default: bash).")
    private Shell shell = Shell.BASH;

    @Spec private CommandSpec spec = CommandSpec.create();

    Completion(StandardStreams streams) {
      this.streams = streams;
    }

    @Override
    public Integer call() {
      CommandLine root = spec.root().commandLine();
      streams
          .out()
          .print(shell == Shell.FISH ? FishCompletion.of(root) : AutoComplete.bash("xai4j", root));
      return 0;
    }
  }

  /** Writes manual pages. */
  @Command(
      name = "man",
      description =
          "Writes a page for man of every command. To read them: man -M DIR xai4j-explain.",
      mixinStandardHelpOptions = true)
  static final class Manual implements Callable<Integer> {
    private final StandardStreams streams;

    @Parameters(paramLabel = "DIR", description = "Gets the folder man1.")
    private Path folder = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    Manual(StandardStreams streams) {
      this.streams = streams;
    }

    @Override
    public Integer call() {
      int pages = ManualPages.write(spec.root().commandLine(), Provenance.version(), folder);
      streams.out().printf("%d pages; read them with: man -M %s xai4j%n", pages, folder);
      return 0;
    }
  }

  private static <T> void list(Registry<T> registry, String id, boolean ids, PrintStream out) {
    Collection<T> members = id.isEmpty() ? registry.all() : List.of(registry.get(id));
    for (T member : members) {
      Info info = Registry.info(member);
      if (ids) {
        out.println(info.id());
        continue;
      }
      out.println(info.id() + "  " + info.title());
      wrap(out, "  ", info.summary());
      if (member instanceof Metric metric) {
        out.println("  " + metric.traits().describe());
      }
      List<List<String>> rows = new ArrayList<>();
      for (RecordText.ParameterInfo p : RecordText.describe(member)) {
        String value = p.defaultValue().isEmpty() ? "unset" : p.defaultValue();
        rows.add(List.of(p.name(), p.type(), "default " + value, p.range(), p.description()));
      }
      TextTable.print(out, "    ", rows);
      wrap(out, "  Reference: ", info.reference());
      out.println();
    }
  }

  /** Prints a text in lines of bounded width, continued below its beginning. */
  private static void wrap(PrintStream out, String first, String text) {
    StringBuilder line = new StringBuilder(first);
    int start = line.length();
    for (String word : text.split(" ")) {
      if (line.length() > start && line.length() + word.length() > WIDTH) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(start));
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }
}
