package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.xai4j.benchmarks.cli.output.OptionNames;
import org.xai4j.benchmarks.experiment.Build;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Backend;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry of the command line {@code xai4j}. */
@Command(
    name = "xai4j",
    description = "Explains the predictions of neural networks and compares the explanations.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** The commands, as the help lists them. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          CompareCommand.class,
          AuditCommand.class,
          CardCommand.class,
          ExplainCommand.class,
          PlotCommand.class,
          PredictCommand.class,
          EvaluateCommand.class,
          ExtractCommand.class,
          TrainCommand.class,
          InspectCommand.class,
          ReproduceCommand.class,
          ServeCommand.class,
          SpeedCommand.class,
          SiteCommand.class,
          ListCommands.Methods.class,
          ListCommands.Metrics.class,
          ListCommands.RelevanceRules.class,
          ListCommands.Extractors.class,
          ListCommands.ExperimentList.class,
          ListCommands.Completion.class,
          ListCommands.Manual.class,
          CommandLine.HelpCommand.class);

  /** Those that speak of all commands. */
  private static final Set<Class<?>> OF_ALL =
      Set.of(
          ListCommands.Completion.class, ListCommands.Manual.class, CommandLine.HelpCommand.class);

  /** Exit code of bad input. */
  static final int BAD_INPUT = 2;

  /** Exit code of an error of the program itself, or of results that differ. */
  static final int FAILED = 1;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print where an error happened.")
  private boolean debug;

  private Main() {}

  /**
   * Runs the program and ends the process with its exit code.
   *
   * @param args as typed
   */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, out, err));
  }

  /**
   * Runs a command.
   *
   * @param args as typed
   * @param out results go here
   * @param err progress and errors go here
   * @return 0 done, 2 bad input, 1 internal error
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Main main = new Main();
    Optional<Class<?>> named = named(args);
    FutureTask<Void> backend = backend(named.filter(Main::computes).isPresent() && !help(args));
    CommandLine line = line(main, new StandardStreams(out, err), named);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, given) -> complain(err, sentence(e)));
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, main.debug, err));
    line.setExecutionStrategy(
        parsed -> {
          try {
            if (computes(parsed)) {
              await(backend);
            }
          } catch (InputException e) {
            throw new ExecutionException(line, String.valueOf(e.getMessage()), e);
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    try {
      return line.execute(args);
    } catch (Error e) {
      return failed(e, main.debug, err);
    }
  }

  /** The commands as they parse what is typed. */
  static CommandLine line(StandardStreams streams) {
    return line(new Main(), streams, Optional.empty());
  }

  /** Reading the options of all commands takes longer than most of them run. */
  private static CommandLine line(Main main, StandardStreams streams, Optional<Class<?>> only) {
    CommandLine line = new CommandLine(main, new StandardStreams.Factory(streams));
    only.<List<Class<?>>>map(List::of).orElse(COMMANDS).forEach(line::addSubcommand);
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (List.of("compare", "audit", "card", "serve").contains(name)) {
                optional(command.getCommandSpec(), "--model", "--input");
              }
            });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /** Lets a command do without options that others need. */
  private static void optional(CommandSpec command, String... names) {
    for (String name : names) {
      OptionSpec needed = command.findOption(name);
      command.remove(needed);
      command.addOption(OptionSpec.builder(needed).required(false).build());
    }
  }

  /** The command that is typed, if it is one that needs no other. */
  private static Optional<Class<?>> named(String[] args) {
    return COMMANDS.stream()
        .filter(type -> args.length > 0 && !OF_ALL.contains(type))
        .filter(type -> type.getAnnotation(Command.class).name().equals(args[0]))
        .findFirst();
  }

  private static boolean help(String[] args) {
    return Stream.of(args).anyMatch(List.of("-h", "--help", "-V", "--version")::contains);
  }

  /** ND4J's start, which takes as long as reading the command line: begun beside it. */
  private static FutureTask<Void> backend(boolean now) {
    FutureTask<Void> start = new FutureTask<>(Backend::start, null);
    if (now) {
      Thread thread = new Thread(start, "xai4j-start");
      thread.setDaemon(true);
      thread.start();
    }
    return start;
  }

  /** Waits until ND4J runs, and starts it where nobody did. */
  private static void await(FutureTask<Void> backend) {
    backend.run();
    try {
      backend.get();
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** Whether a command needs ND4J: all that do not only print a list or their help. */
  private static boolean computes(ParseResult parsed) {
    if (!parsed.hasSubcommand()) {
      return false;
    }
    ParseResult command = parsed.subcommand();
    return !command.isUsageHelpRequested()
        && !command.isVersionHelpRequested()
        && computes(command.commandSpec().userObject().getClass());
  }

  private static boolean computes(Class<?> command) {
    return command != CommandLine.HelpCommand.class
        && command.getEnclosingClass() != ListCommands.class;
  }

  /** Says what went wrong, and gives the exit code. */
  static int failed(Throwable e, boolean debug, PrintStream err) {
    if (ending()) {
      // What breaks off after Ctrl-C is no error.
      return FAILED;
    }
    if (debug) {
      e.printStackTrace(err);
    }
    if (e instanceof InputException) {
      return complain(err, String.valueOf(e.getMessage()));
    }
    if (e instanceof UncheckedIOException io) {
      return complain(err, "A file cannot be read or written: " + io.getMessage());
    }
    if (e instanceof CancellationException) {
      err.println("xai4j: interrupted; finished stages are kept.");
      return FAILED;
    }
    if (isMemory(e)) {
      err.println("xai4j: " + memory(e));
      return FAILED;
    }
    String hint = "Internal error: " + e + "; run again with --debug to see where.";
    err.println("xai4j: " + InputException.sentence(hint.replaceAll("\\s+", " ")));
    return FAILED;
  }

  /** Whether the process is being ended from outside. */
  private static boolean ending() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Which memory ran out, and what helps. */
  private static String memory(Throwable e) {
    String all = "";
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      all += t.getMessage() + " ";
    }
    String fewer = ", or try a smaller --chunk, fewer --threads or fewer rows.";
    if (all.contains("maxPhysicalBytes")) {
      return "The memory of the whole process (XAI4J_TOTAL_MEMORY, now "
          + megabytes(Pointer.maxPhysicalBytes())
          + ") is not enough; set it higher"
          + fewer;
    }
    if (all.contains("maxBytes") || all.contains("Cannot allocate")) {
      return "The memory for arrays outside of the Java heap (XAI4J_NATIVE_MEMORY, now "
          + megabytes(Pointer.maxBytes())
          + ") is not enough; set it higher"
          + fewer;
    }
    return "The Java heap (XAI4J_MEMORY, now "
        + megabytes(Runtime.getRuntime().maxMemory())
        + ") is not enough; set it higher, for example XAI4J_MEMORY=8g"
        + fewer;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%d MB", bytes >> 20);
  }

  private static boolean isMemory(Throwable e) {
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static int complain(PrintStream err, String sentence) {
    String line = OptionNames.in(sentence.replaceAll("\\s+", " ").strip());
    err.println("xai4j: " + InputException.sentence(line));
    return BAD_INPUT;
  }

  /** The parser's complaint as one sentence that names a remedy. */
  private static String sentence(ParameterException e) {
    String message = String.valueOf(e.getMessage());
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String given = unmatched.getUnmatched().get(0);
      boolean option = given.startsWith("-");
      boolean top = command.getParent() == null;
      String what = option ? "option" : top ? "command" : "argument";
      List<String> known =
          option
              ? command.getCommandSpec().options().stream().map(o -> o.longestName()).toList()
              : List.copyOf(command.getSubcommands().keySet());
      message =
          "There is no "
              + what
              + " '"
              + given
              + "'"
              + Registry.suggestion(given.toLowerCase(Locale.ROOT), known);
    }
    message = message.strip();
    message = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    return message + "; see: " + command.getCommandSpec().qualifiedName() + " --help";
  }

  /**
   * The version and the start of the digest that results carry as "build", for {@code --version}.
   */
  static final class Version implements IVersionProvider {
    /** Made by the parser. */
    Version() {}

    @Override
    public String[] getVersion() {
      return new String[] {
        "xai4j " + Provenance.version() + " (build " + Build.id().substring(0, 12) + ")"
      };
    }
  }
}
