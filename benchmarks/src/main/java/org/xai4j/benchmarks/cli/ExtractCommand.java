package org.xai4j.benchmarks.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.cli.output.AutomatonJson;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.plot.PlotFile;
import org.xai4j.benchmarks.relevance.TemporalRelevance;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;
import org.xai4j.rnn.assessment.ExplainedNetwork;
import org.xai4j.rnn.assessment.Visits;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.extraction.Extractor;
import org.xai4j.rnn.extraction.Limits;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;
import org.xai4j.rnn.network.SteppedStack;
import org.xai4j.rnn.network.WordInputs;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Extracts an automaton from a recurrent network. */
@Command(
    name = "extract",
    description =
        "Extracts the automaton a recurrent network computes: from a network trained here on a"
            + " language, or from a model file.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExtractCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Option(
      names = "--language",
      paramLabel = "ID",
      description =
          "The language: tomita1 to tomita7, tomita3-weiss, parity, ab-star, dyckN, randomN,"
              + " additionN.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--network",
      paramLabel = "KIND",
      defaultValue = "elman",
      description =
          "Trains an elman, dual, lstm or gru network, or takes one stored by --save"
              + " (default: ${DEFAULT-VALUE}).")
  private String network = "elman";

  @Option(names = "--units", paramLabel = "N", description = "Units per layer of the network.")
  private Optional<Integer> units = Optional.empty();

  @Option(names = "--updates", paramLabel = "N", description = "Training steps of the network.")
  private Optional<Integer> updates = Optional.empty();

  @Option(names = "--save", paramLabel = "N.npz", description = "Stores the trained network.")
  private Optional<Path> save = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "A recurrent .zip, .keras, .h5 or .onnx model in place of a network trained here.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--symbols",
      split = ",",
      paramLabel = "NAME",
      description = "Names of the model's one-hot features or token ids, in their order: a,b")
  private List<String> symbols = List.of();

  @Option(
      names = "--method",
      paramLabel = "ID",
      defaultValue = "lstar",
      description = "How; list them with: xai4j extractors (default: ${DEFAULT-VALUE}).")
  private String method = "lstar";

  @Option(names = "-P", paramLabel = "KEY=VALUE", description = "Sets a parameter of the method.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all randomness (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "A.dot",
      description = "The automaton in Graphviz's language.")
  private Path output = Path.of("");

  @Option(names = "--json", paramLabel = "A.json", description = "Also with all figures.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--png", paramLabel = "A.png", description = "Also as a picture.")
  private Optional<Path> png = Optional.empty();

  @Option(names = "--svg", paramLabel = "A.svg", description = "Also as a vector picture.")
  private Optional<Path> svg = Optional.empty();

  @Option(names = "--pdf", paramLabel = "A.pdf", description = "Also as a page of its size.")
  private Optional<Path> pdf = Optional.empty();

  @Option(
      names = "--say",
      paramLabel = "en|es",
      description = "Also says in sentences what was found; --json has the figures.")
  private Optional<String> say = Optional.empty();

  @Option(
      names = "--states",
      paramLabel = "S.svg|pdf|png",
      description =
          "A picture of the hidden states, coloured by the automaton's states: .svg, .pdf or .png.")
  private Optional<Path> states = Optional.empty();

  @Option(
      names = "--relevance",
      split = ",",
      paramLabel = "METHOD",
      description =
          "Also whether the relevance these methods give to symbols agrees with the symbols that"
              + " decide the automaton's output; see: xai4j methods.")
  private List<String> relevance = List.of();

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Stops the extraction; what it has by then is kept (default: ${DEFAULT-VALUE}).")
  private double timeLimit;

  @Option(
      names = "--state-limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Stops at so many states (default: ${DEFAULT-VALUE}).")
  private int stateLimit;

  @Mixin private RunOptions run = new RunOptions();

  ExtractCommand(StandardStreams streams) {
    this.streams = streams;
  }

  /** A network with what is known of it. */
  private record Subject(
      SteppedNetwork network, WordInputs inputs, Request request, Map<String, String> origin) {}

  @Override
  public Integer call() {
    OutputFile.format(output, List.of("dot", "gv"));
    json.ifPresent(file -> OutputFile.format(file, List.of("json")));
    png.ifPresent(file -> OutputFile.format(file, List.of("png")));
    svg.ifPresent(file -> OutputFile.format(file, List.of("svg")));
    pdf.ifPresent(file -> OutputFile.format(file, List.of("pdf")));
    states.ifPresent(file -> OutputFile.format(file, PlotFile.FORMATS));
    Optional<SentenceLanguage> said = say.map(SentenceLanguage::parse);
    Extractor extractor = Registry.load("extractor", Extractor.class).create(method, parameters);
    List<AttributionExplainer<?>> explainers = new ArrayList<>();
    relevance.forEach(id -> explainers.add(TemporalRelevance.method(id)));
    Limits limits = Limits.standard().withSeconds(timeLimit).withStates(stateLimit);
    Optional<Language> known = language.map(Languages::get);
    Subject subject = model.isPresent() ? imported(model.get()) : trained(known);
    ExplainedNetwork explained =
        ExplainedNetwork.of(
            subject.network(),
            extractor,
            subject.request().withSeed(seed).with(limits),
            known,
            subject.origin());
    Moore machine = explained.extraction().machine();
    write(output, Drawing.dot(machine));
    json.ifPresent(
        file -> write(file, AutomatonJson.of(explained, List.of(), sentences(explained, said))));
    svg.ifPresent(file -> write(file, Drawing.svg(machine)));
    pdf.ifPresent(file -> PlotFile.writePicture(file, Drawing.svg(machine)));
    png.ifPresent(file -> Heatmap.write(file, Drawing.image(machine)));
    states.ifPresent(file -> drawStates(file, subject.network(), machine));
    streams.out().println(summary(explained, known));
    sentences(explained, said).forEach(streams.out()::println);
    compareRelevance(explainers, subject, explained, sentences(explained, said));
    return 0;
  }

  /**
   * One line per method; what is known is written after each, so that a later one loses nothing.
   */
  private void compareRelevance(
      List<AttributionExplainer<?>> explainers,
      Subject subject,
      ExplainedNetwork explained,
      List<String> sentences) {
    if (explainers.isEmpty()) {
      return;
    }
    TemporalRelevance compared =
        new TemporalRelevance(
            subject.inputs(),
            subject.network(),
            explained.extraction().machine(),
            subject.inputs().length().orElse(TemporalRelevance.LENGTH),
            TemporalRelevance.WORDS,
            seed);
    Context context = Context.standard().withSeed(seed).with(run.execution()).with(run.engine());
    List<TemporalRelevance.Agreement> agreements = new ArrayList<>();
    for (AttributionExplainer<?> explainer : explainers) {
      TemporalRelevance.Agreement agreement = compared.of(explainer, context);
      agreements.add(agreement);
      json.ifPresent(file -> write(file, AutomatonJson.of(explained, agreements, sentences)));
      streams.out().println(line(agreement));
    }
  }

  private static String line(TemporalRelevance.Agreement a) {
    return String.format(
        Locale.ROOT,
        "%s: AUC for pivotal symbols %s (%d of %d words), rank correlation with the change %s (%d)",
        a.method(),
        figure(a.auc()),
        a.split(),
        a.words(),
        figure(a.correlation()),
        a.correlated());
  }

  private static List<String> sentences(
      ExplainedNetwork explained, Optional<SentenceLanguage> language) {
    return language
        .map(in -> Sentences.of(in, TableSchema.numbers(0)).automaton(explained.automaton()))
        .orElse(List.of());
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
  }

  private void drawStates(Path file, SteppedNetwork net, Moore machine) {
    Visits visits = Visits.of(net, machine, SplitRandom.of(seed).split("states"));
    if (OutputFile.format(file, PlotFile.FORMATS).equals("png")) {
      Heatmap.write(file, Drawing.statesImage(machine, visits.hidden(), visits.states()));
    } else {
      PlotFile.writePicture(file, Drawing.statesSvg(machine, visits.hidden(), visits.states()));
    }
  }

  private static void write(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
  }

  private Subject imported(String file) {
    InputException.check(
        !symbols.isEmpty(),
        "Name the symbols of the model, in the order of its features: --symbols a,b");
    SteppedStack stack = SteppedStack.of(Models.read(file).as(run.precision()), symbols.size());
    List<String> outputs =
        stack.outputs() == 2
            ? Moore.ACCEPTANCE
            : IntStream.range(0, stack.outputs()).mapToObj(String::valueOf).toList();
    Request request = new Request(symbols, outputs, seed, Limits.standard());
    return new Subject(stack, stack.inputs(), request, Map.of("network", file));
  }

  private Subject trained(Optional<Language> known) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("network", network);
    TrainedNetwork net;
    if (network.endsWith(".npz")) {
      net = TrainedNetwork.read(Path.of(network));
    } else {
      Language target =
          known.orElseThrow(
              () -> new InputException("Give a --language to train on, or a --model."));
      Training training = Training.standard(architecture());
      training = units.map(training::withUnits).orElse(training);
      training = updates.map(training::withUpdates).orElse(training);
      origin.putAll(RecordText.of(training));
      net = LanguageTrainer.train(training, target, seed, run.progress(streams));
    }
    save.ifPresent(net::write);
    Request request = new Request(net.alphabet(), net.outputNames(), seed, Limits.standard());
    return new Subject(net, net.inputs(), request, origin);
  }

  private Architecture architecture() {
    List<String> kinds =
        Arrays.stream(Architecture.values()).map(a -> a.name().toLowerCase(Locale.ROOT)).toList();
    String kind = network.toLowerCase(Locale.ROOT);
    InputException.check(
        kinds.contains(kind),
        "There is no network '%s'%s; there are %s, and files ending in .npz.",
        network,
        Registry.suggestion(network, kinds),
        String.join(", ", kinds));
    return Architecture.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  private static String summary(ExplainedNetwork explained, Optional<Language> known) {
    StringBuilder line = new StringBuilder("states ");
    line.append(explained.extraction().machine().states());
    if (known.isPresent()) {
      line.append(", equivalent to the language: ");
      line.append(
          explained
              .difference()
              .map(
                  d ->
                      "no (shortest difference "
                          + d.word()
                          + ": language "
                          + d.language()
                          + ", automaton "
                          + d.automaton()
                          + ", network "
                          + d.network()
                          + ")")
              .orElse("yes"));
    }
    line.append(
        String.format(
            Locale.ROOT,
            ", fidelity to the network %.4f, seconds %.2f",
            explained.assessment().fidelity(),
            explained.extraction().seconds()));
    if (!explained.extraction().complete()) {
      line.append(" (stopped by ").append(explained.extraction().stopped()).append(')');
    }
    return line.toString();
  }
}
