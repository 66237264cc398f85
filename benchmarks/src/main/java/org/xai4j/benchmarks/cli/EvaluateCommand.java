package org.xai4j.benchmarks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.experiment.ScoreFile;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Truth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores stored attributions with one metric. */
@Command(
    name = "evaluate",
    description = "Scores attributions with one metric.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private TableInput input = new TableInput();

  @Option(
      names = "--attributions",
      required = true,
      paramLabel = "A.npy",
      description = "Their attributions, of the same shape.")
  private Path attributions = Path.of("");

  @Option(
      names = "--metric",
      required = true,
      paramLabel = "ID",
      description = "The metric; see: xai4j metrics.")
  private String metric = "";

  @Option(
      names = "--method",
      paramLabel = "ID",
      description = "The method that made them, for metrics that explain changed inputs.")
  private String method = "";

  @Option(names = "-M", paramLabel = "KEY=VALUE", description = "Sets a parameter of the method.")
  private Map<String, String> methodParameters = new LinkedHashMap<>();

  @Option(
      names = "--masks",
      paramLabel = "FILE",
      description =
          "Where the evidence is, not zero inside: of the input's shape, of one row's, or of one"
              + " channel.")
  private Optional<Path> masks = Optional.empty();

  @Option(
      names = "--reference",
      paramLabel = "B.npy",
      description = "Attributions to agree with: the true ones, or another method's.")
  private Optional<Path> reference = Optional.empty();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "scores.csv",
      description =
          "As .csv or .parquet. Columns instance, metric, point, value; curve values have a point.")
  private Path output = Path.of("");

  @Mixin private RequestOptions request = new RequestOptions();
  @Mixin private RunOptions run = new RunOptions();

  EvaluateCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Metric scorer = Registry.load("metric", Metric.class).create(metric, request.parameters());
    Optional<AttributionExplainer<?>> explainer = explainer();
    OutputFile.format(output, OutputFile.TABLES);
    input.beside(model.path());
    OutputFile.apart(output, read());
    if (explainer.isEmpty() && !scorer.traits().needs().contains(Traits.Need.METHOD)) {
      explainer = recorded();
    }
    Progress progress = run.progress(streams);
    Model whole = input.hold(model.read(run, input::lengths));
    request.requireProbability(whole);
    INDArray inputs = input.readFinite(whole);
    Context context = input.complete(request.tabular(run, progress), request.baseline(), whole);
    if (!run.quiet()) {
      input.say(streams.err());
      model.say(run, streams.err());
    }
    INDArray values = finite("attributions", attributions);
    Subject subject =
        new Subject(
            whole,
            inputs,
            values.castTo(inputs.dataType()),
            context.groups(),
            explainer,
            context,
            new Truth(
                masks.map(file -> finite("masks", file)),
                reference.map(
                    file -> finite("reference attributions", file).castTo(inputs.dataType()))));
    scorer
        .unsuitable(subject)
        .ifPresent(
            why -> {
              throw new InputException("The metric " + metric + " does not apply: " + why);
            });
    WholeFile.requireWritable(output);
    long start = System.nanoTime();
    Scores scores = scorer.score(subject);
    OutputFile.table(output, ScoreFile.HEADER, ScoreFile.rows(metric, scores));
    writeProvenance(scorer, context, whole, inputs, values);
    if (!run.quiet()) {
      double seconds = (System.nanoTime() - start) / 1e9;
      streams.out().println(summary(scorer, scores, seconds));
    }
    return 0;
  }

  private List<Path> read() {
    List<Path> read = new ArrayList<>(input.paths());
    read.add(model.path());
    read.add(attributions);
    masks.ifPresent(read::add);
    reference.ifPresent(read::add);
    return read;
  }

  /** Reads an array without NaN and infinite values, which no metric can order. */
  private static INDArray finite(String what, Path file) {
    INDArray array = ArrayFiles.read(file);
    double[] flat = NdArrays.doubles(array);
    for (int j = 0; j < flat.length; j++) {
      InputException.check(
          Double.isFinite(flat[j]),
          "The %s in %s hold %s in row %d; give finite numbers.",
          what,
          file,
          flat[j],
          j / (flat.length / array.size(0)));
    }
    return array;
  }

  /** The mean over the rows where the metric is defined; the others are counted, not dropped. */
  private String summary(Metric scorer, Scores scores, double seconds) {
    double[] defined = Arrays.stream(scores.values()).filter(v -> !Double.isNaN(v)).toArray();
    int undefined = scores.values().length - defined.length;
    return String.format(
        Locale.ROOT,
        "%s: mean %.4g over %d rows%s (%s is better) in %.2f s; wrote %s",
        metric,
        Arrays.stream(defined).average().orElse(Double.NaN),
        defined.length,
        undefined == 0 ? "" : ", not defined for " + undefined,
        scorer.direction().toString().toLowerCase(Locale.ROOT),
        seconds,
        output);
  }

  private Optional<AttributionExplainer<?>> explainer() {
    if (method.isEmpty()) {
      return Optional.empty();
    }
    Explainer<?> made = Registry.load("method", Explainer.class).create(method, methodParameters);
    if (made instanceof AttributionExplainer<?> attribution) {
      return Optional.of(attribution);
    }
    throw new InputException("The method " + method + " gives no attributions to score.");
  }

  /** The method that the record beside the attributions names; its values' meaning is asked. */
  private Optional<AttributionExplainer<?>> recorded() {
    Path record = Path.of(attributions + ".json");
    if (!Files.isRegularFile(record)) {
      return Optional.empty();
    }
    try {
      JsonNode written = new ObjectMapper().readTree(record.toFile());
      JsonNode base = written.path("parameters").path("base");
      Registry<Explainer> known = Registry.load("method", Explainer.class);
      String id = written.path("method").asText();
      if (known.all().stream().noneMatch(m -> Registry.info(m).id().equals(id))) {
        return Optional.empty();
      }
      Map<String, String> parameters = base.isTextual() ? Map.of("base", base.asText()) : Map.of();
      return known.create(id, parameters) instanceof AttributionExplainer<?> attribution
          ? Optional.of(attribution)
          : Optional.empty();
    } catch (IOException e) {
      throw new InputException(
          "The record " + record + " of the attributions is not readable JSON; mend or remove it.",
          e);
    }
  }

  private void writeProvenance(
      Metric scorer, Context context, Model whole, INDArray inputs, INDArray values) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("target", context.target().toString());
    asked.put("baseline", context.baseline().toString());
    asked.put("groups", context.groups().toString());
    asked.put("precision", whole.type().toString());
    asked.put("method", method);
    asked.putAll(input.settings());
    asked.put("attributions", Digest.of(values));
    if (whole instanceof Network network) {
      network.held().forEach((name, held) -> asked.put("held:" + name, Digest.of(held)));
    }
    Provenance provenance =
        new Provenance(
            metric,
            RecordText.of(scorer),
            asked,
            context.seed(),
            whole.hash(),
            Digest.of(inputs),
            Provenance.environment(context.engine().id()),
            Provenance.now());
    byte[] json = provenance.toJson().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(Path.of(output + ".json"), out -> out.write(json));
  }
}
