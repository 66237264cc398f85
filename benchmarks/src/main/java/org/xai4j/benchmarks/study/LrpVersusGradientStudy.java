package org.xai4j.benchmarks.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.LineChart.Axis;
import org.xai4j.benchmarks.report.LineChart.Line;
import org.xai4j.benchmarks.report.LineChart.Scale;
import org.xai4j.benchmarks.training.DigitNetworks;
import org.xai4j.core.network.Network;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.run.Progress;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.lrp.Conservation;
import org.xai4j.lrp.LrpEpsilon;
import org.xai4j.lrp.LrpVersusGradient;
import org.xai4j.lrp.LrpVersusGradient.Figure;

/**
 * Is LRP equivalent to gradient × input? Measured on random networks of every kind, and on networks
 * for digits that differ in their activation only: equality, rank correlation, pictures and the
 * difference of their faithfulness. Parameters: {@code activations}, by default all of {@link
 * DigitNetworks#ACTIVATIONS}, and {@code epochs}, 10.
 */
public final class LrpVersusGradientStudy implements Study {
  private static final String REFERENCE = "input-x-gradient";
  private static final int RESAMPLES = 2000;

  /** Made by the {@code ServiceLoader}. */
  public LrpVersusGradientStudy() {}

  @Override
  public String id() {
    return "lrp-vs-gxi";
  }

  /** The measured figures as they are stored. */
  record Figures(List<Figure> list) {}

  /** What was found on one network for digits. */
  private record Trained(String name, double accuracy, Outcome outcome, List<Figure> figures) {}

  @Override
  public void run(StudyRun run) {
    List<String> kinds =
        List.of(run.param("activations", String.join(",", DigitNetworks.ACTIVATIONS)).split(","));
    run.progress().begin("LRP and gradient × input", 2L + kinds.size());
    run.note("random networks");
    List<Figure> random =
        run.stage(
                "random-networks",
                Map.of(),
                Figures.class,
                () -> new Figures(LrpVersusGradient.measure(run.experiment().seed(), 16)))
            .list();
    run.progress().advance(1);
    List<Trained> trained = new ArrayList<>();
    trained.add(trained(run, "convolutional, relu", "mnist"));
    run.progress().advance(1);
    for (String kind : kinds) {
      trained.add(trained(run, kind, model(run, kind).toString()));
      run.progress().advance(1);
    }
    run.progress().end();
    report(run, random, trained);
  }

  /** The zip file of a trained network; its parameters are a stage. */
  private static Path model(StudyRun run, String activation) {
    long seed = run.experiment().seed();
    int epochs = (int) run.number("epochs", 10);
    INDArray parameters =
        Objects.requireNonNull(
            run.arrays(
                    "networks/" + activation,
                    Map.of("epochs", epochs, "data", Mnist.hash()),
                    () -> {
                      run.note("training the network with " + activation);
                      return Map.of(
                          "parameters",
                          DigitNetworks.train(activation, Mnist.train(), epochs, seed).params());
                    })
                .get("parameters"));
    MultiLayerNetwork model = DigitNetworks.train(activation, Mnist.train().rows(0, 1), 0, seed);
    model.setParams(parameters);
    Path zip = run.folder().resolve("networks").resolve(activation + ".zip");
    try {
      Files.createDirectories(Objects.requireNonNull(zip.getParent()));
      ModelSerializer.writeModel(model, zip.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zip;
  }

  private static Trained trained(StudyRun run, String name, String model) {
    run.note("explanations of the network with " + name);
    Experiment asked = run.experiment();
    String label = name.replaceAll("[^a-z]+", "-");
    Experiment own =
        new Experiment(
            Experiment.COMPARISON,
            label,
            name,
            "mnist",
            model,
            asked.rows(),
            asked.quickRows(),
            asked.target(),
            asked.explain(),
            asked.baseline(),
            asked.groups(),
            asked.seed(),
            asked.methods(),
            asked.metrics(),
            Map.of());
    Outcome outcome =
        Comparison.run(
            own, run.settings(), run.folder().resolve(label), Progress.SILENT, run::note);
    Network network = Models.read(model);
    List<Figure> figures = new ArrayList<>();
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Network logits = network.as(type).logits();
      INDArray inputs = logits.accept(outcome.samples().inputs());
      figures.addAll(LrpVersusGradient.compare(name, logits, inputs, LrpVersusGradient.EPSILONS));
    }
    return new Trained(name, accuracy(network), outcome, figures);
  }

  private static double accuracy(Network network) {
    Mnist test = Mnist.test();
    INDArray best = network.predict(test.images()).argMax(1);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      right += best.getInt(i) == test.labels()[i] ? 1 : 0;
    }
    return (double) right / test.size();
  }

  private static void report(StudyRun run, List<Figure> random, List<Trained> trained) {
    List<List<Object>> results = new ArrayList<>();
    random.forEach(f -> add(results, "random", f));
    trained.forEach(t -> t.figures().forEach(f -> add(results, "digits", f)));
    run.page()
        .lead(
            "Layer-wise relevance propagation and gradient × input, measured side by side on random"
                + " networks of every kind and on networks trained on handwritten digits.");
    answer(run, random, trained);
    sections(run, "Random networks", random);
    List<Figure> digits = trained.stream().flatMap(t -> t.figures().stream()).toList();
    sections(run, "Networks for digits", digits);
    run.page()
        .table(
            List.of("network", "test accuracy"),
            trained.stream().map(t -> List.<Object>of(t.name(), t.accuracy())).toList());
    conservation(run, trained.get(0));
    pictures(run, trained);
    faithfulness(run, trained, results);
    run.results(
        List.of("part", "network", "precision", "quantity", "at", "value", "low", "high"), results);
  }

  private static void add(List<List<Object>> results, String part, Figure f) {
    List<Object> key = List.of(part, f.network(), f.type().toString());
    results.add(join(key, "relative difference", f.epsilon(), f.difference(), "", ""));
    results.add(join(key, "rank correlation", f.epsilon(), f.correlation(), "", ""));
  }

  private static List<Object> join(List<Object> key, Object... rest) {
    List<Object> row = new ArrayList<>(key);
    row.addAll(List.of(rest));
    return row;
  }

  private static void answer(StudyRun run, List<Figure> random, List<Trained> trained) {
    List<Figure> all = new ArrayList<>(random);
    trained.forEach(t -> all.addAll(t.figures()));
    List<String> equal = new ArrayList<>();
    List<String> proportional = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (Figure f : all) {
      if (f.epsilon() == 0 && f.type() == DataType.DOUBLE) {
        (f.difference() < 1e-9 ? equal : f.correlation() > 1 - 1e-9 ? proportional : other)
            .add(f.network());
      }
    }
    String equals = "Equal to rounding (ε = 0, float64): " + String.join("; ", equal) + ".";
    String differs = "Different: " + String.join("; ", other) + ".";
    run.page()
        .heading("The answer")
        .finding(
            "LRP-0 is gradient × input wherever every activation f satisfies f(z) = z·f′(z), with"
                + " biases or without; elsewhere it is another method.")
        .list(List.of(equals, "Proportional: " + String.join("; ", proportional) + ".", differs));
    run.say(equals);
    run.say(differs);
  }

  private static void sections(StudyRun run, String title, List<Figure> figures) {
    Map<String, List<Figure>> exact = new LinkedHashMap<>();
    for (Figure f : figures) {
      if (f.type() == DataType.DOUBLE) {
        exact.computeIfAbsent(f.network(), k -> new ArrayList<>()).add(f);
      }
    }
    List<Line> differences = new ArrayList<>();
    List<Line> correlations = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    exact.forEach(
        (network, list) -> {
          double[] at = list.stream().mapToDouble(Figure::epsilon).toArray();
          double[] difference = list.stream().mapToDouble(Figure::difference).toArray();
          double[] correlation = list.stream().mapToDouble(Figure::correlation).toArray();
          rows.add(cells(network, list, figures));
          if (!network.endsWith("no biases")) {
            differences.add(Line.of(differences.size(), network, at, difference));
            correlations.add(Line.of(correlations.size(), network, at, correlation));
          }
        });
    Axis epsilon = new Axis("ε of the rule", Scale.LOGARITHMIC);
    run.page()
        .heading(title)
        .text(
            "Largest |LRP-ε − G×I| relative to the largest |G×I|, and Spearman's rank correlation"
                + " (mean over inputs), as ε grows; in float64.")
        .svg(
            "Difference",
            LineChart.draw(
                title + ": difference of LRP-ε and gradient × input",
                epsilon,
                new Axis("relative difference", Scale.LOGARITHMIC),
                differences,
                true))
        .svg(
            "Rank correlation",
            LineChart.draw(
                title + ": rank correlation of LRP-ε and gradient × input",
                epsilon,
                new Axis("Spearman's ρ", Scale.LINEAR),
                correlations,
                true))
        .table(
            List.of(
                "network",
                "float32, ε = 0",
                "ε = 0",
                "ε = 1e-7",
                "ε = 1e-3",
                "ε = 0.1",
                "ρ, ε = 0",
                "ρ, ε = 1e-3",
                "ρ, ε = 0.1"),
            rows);
  }

  private static List<Object> cells(String network, List<Figure> exact, List<Figure> all) {
    double single =
        all.stream()
            .filter(f -> f.network().equals(network) && f.type() == DataType.FLOAT)
            .filter(f -> f.epsilon() == 0)
            .mapToDouble(Figure::difference)
            .findFirst()
            .orElse(Double.NaN);
    return List.of(
        network,
        single,
        at(exact, 0).difference(),
        at(exact, 1e-7).difference(),
        at(exact, 1e-3).difference(),
        at(exact, 0.1).difference(),
        at(exact, 0).correlation(),
        at(exact, 1e-3).correlation(),
        at(exact, 0.1).correlation());
  }

  private static Figure at(List<Figure> list, double epsilon) {
    return list.stream().filter(f -> f.epsilon() == epsilon).findFirst().orElseThrow();
  }

  private static void conservation(StudyRun run, Trained convolutional) {
    Conservation table =
        Conservation.measure(
            Models.read("mnist").as(run.settings().precision()),
            new LrpEpsilon().rules(),
            convolutional.outcome().samples().inputs(),
            run.context());
    run.page()
        .heading("Where relevance goes")
        .text(
            "Relevance that each layer of the convolutional network receives, passes on and absorbs"
                + " in its biases and the stabiliser, by LRP-ε, summed over the digits.")
        .table(
            List.of("layer", "type", "in", "out", "absorbed"),
            table.rows().stream()
                .map(r -> List.<Object>of(r.layer(), r.type(), r.in(), r.out(), r.absorbed()))
                .toList());
  }

  private static void pictures(StudyRun run, List<Trained> trained) {
    run.page()
        .heading("The same digits, side by side")
        .text("Each picture has its own scale, symmetric around zero.");
    Outcome first = trained.get(0).outcome();
    List<String> columns = new ArrayList<>(List.of("Input"));
    first.methods().forEach(m -> columns.add(m.choice().label()));
    for (int digit : new int[] {3, 7}) {
      int row = first(first.samples().labels(), digit);
      if (row < 0) {
        continue;
      }
      Map<String, List<byte[]>> rows = new LinkedHashMap<>();
      for (Trained t : trained) {
        INDArray input = row(t.outcome().samples().inputs(), row);
        List<byte[]> pictures = new ArrayList<>();
        pictures.add(Heatmap.png(Heatmap.inputs(input, 1).get(0)));
        for (Outcome.Method method : t.outcome().methods()) {
          INDArray values = row(method.attributions(), row);
          pictures.add(Heatmap.png(Heatmap.standard().draw(values, input).get(0)));
        }
        rows.put(t.name(), pictures);
      }
      run.page().gallery(columns, rows);
    }
  }

  private static int first(int[] labels, int wanted) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static INDArray row(INDArray array, int index) {
    return array.get(NDArrayIndex.interval(index, index + 1));
  }

  private static void faithfulness(
      StudyRun run, List<Trained> trained, List<List<Object>> results) {
    run.page().heading("Does the difference matter for faithfulness?");
    for (Experiment.Choice metric : run.experiment().metrics()) {
      List<List<Object>> rows = new ArrayList<>();
      for (Trained t : trained) {
        double[] reference = values(t.outcome(), REFERENCE, metric.label());
        Bootstrap bootstrap = new Bootstrap(reference.length, RESAMPLES, run.experiment().seed());
        for (Outcome.Method method : t.outcome().methods()) {
          String label = method.choice().label();
          if (!label.equals(REFERENCE)) {
            Bootstrap.Interval d =
                bootstrap.difference(values(t.outcome(), label, metric.label()), reference);
            rows.add(
                List.of(
                    t.name(),
                    label,
                    d.mean(),
                    d.low(),
                    d.high(),
                    d.contains(0) ? "no difference shown" : "different"));
            results.add(
                join(
                    List.of("digits", t.name(), run.settings().precision().toString()),
                    metric.label() + " minus that of " + REFERENCE,
                    label,
                    d.mean(),
                    d.low(),
                    d.high()));
          }
        }
      }
      run.page()
          .text(
              metric.label()
                  + ": score of the method minus that of gradient × input on the same digits, mean"
                  + " and 95 % bootstrap interval.")
          .table(List.of("network", "method", "difference", "low", "high", "verdict"), rows);
    }
  }

  private static double[] values(Outcome outcome, String method, String metric) {
    return outcome.methods().stream()
        .filter(m -> m.choice().label().equals(method))
        .map(m -> Objects.requireNonNull(m.scores().get(metric)).values())
        .findFirst()
        .orElseThrow();
  }
}
