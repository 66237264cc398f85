package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.benchmarks.training.SmallNetwork;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Truth;
import org.xai4j.evaluation.localisation.EarthMover;
import org.xai4j.evaluation.localisation.LocalisationAuc;
import org.xai4j.evaluation.localisation.PointingGame;
import org.xai4j.evaluation.localisation.RelevanceMassAccuracy;
import org.xai4j.evaluation.localisation.RelevanceRankAccuracy;
import org.xai4j.evaluation.localisation.Values;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.truth.Puzzle;

/**
 * Explanations of networks whose evidence is known (after Clark, Wilming and Haufe 2024): linear,
 * XOR, suppressor, distractor and texture problems, shapes that are moved and turned, and digits
 * with a planted shortcut. Parameters: {@code train}, rows learnt from; {@code epochs}.
 */
public final class GroundTruthStudy implements Study {
  private static final List<Metric> METRICS =
      List.of(
          new RelevanceMassAccuracy(Values.ABSOLUTE),
          new RelevanceRankAccuracy(Values.ABSOLUTE),
          new LocalisationAuc(Values.ABSOLUTE),
          new PointingGame(Values.ABSOLUTE),
          new EarthMover(Values.ABSOLUTE));

  /** Rows that tell how right a network is. */
  private static final int TEST = 1000;

  /** Shapes that are turned by quarters are four times as many. */
  private static final int TURNS = 4;

  private static final int SIDE = 28;
  private static final int SHORTCUT_CLASS = 8;
  private static final int SHORTCUT_SIDE = 4;

  /** Made by the {@code ServiceLoader}. */
  public GroundTruthStudy() {}

  @Override
  public String id() {
    return "ground-truth";
  }

  /** A network with rows whose evidence is known. */
  private record Case(
      String name, String text, Network model, INDArray inputs, INDArray masks, Target target) {}

  @Override
  public void run(StudyRun run) {
    Puzzle.Kind[] kinds = Puzzle.Kind.values();
    run.progress().begin("ground truth", kinds.length + 1L);
    run.page()
        .lead(
            "Networks learn problems whose evidence is known by construction; the explanations of"
                + " rows they have not seen are compared with it.");
    List<List<Object>> results = new ArrayList<>();
    for (Puzzle.Kind kind : kinds) {
      section(run, puzzle(run, kind), results);
      run.progress().advance(1);
    }
    section(run, shortcut(run), results);
    run.progress().end();
    run.results(List.of("problem", "method", "metric", "value", "low", "high"), results);
  }

  private static Network trained(
      StudyRun run, String name, SmallNetwork network, INDArray inputs, int[] labels) {
    int epochs = (int) run.number("epochs", 8);
    INDArray parameters =
        Objects.requireNonNull(
            run.arrays(
                    "networks/" + name,
                    Map.of(
                        "network", network.toString(),
                        "data", Digest.of(inputs),
                        "epochs", epochs),
                    () -> {
                      run.note("training on " + name);
                      return Map.of("parameters", network.train(inputs, labels, epochs));
                    })
                .get("parameters"));
    return network.with(parameters);
  }

  private static Case puzzle(StudyRun run, Puzzle.Kind kind) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    SplitRandom random = SplitRandom.of(run.experiment().seed()).split(name);
    int few = (int) run.number("train", 4000);
    int learnt = kind == Puzzle.Kind.RIGID ? TURNS * few : few;
    Puzzle train = Puzzle.of(kind, learnt, random.split("train"));
    int rows = rows(run);
    Puzzle test = Puzzle.of(kind, Math.max(TEST, rows), random.split("test"));
    Network model =
        trained(
            run,
            name,
            new SmallNetwork(kind.side(), 2, kind.anywhere(), run.experiment().seed()),
            train.inputs(),
            train.labels());
    double accuracy = SmallNetwork.accuracy(model, test.inputs(), test.labels());
    return new Case(
        name,
        String.format(
            Locale.ROOT,
            "The network gets %.1f %% of %,d new rows right.",
            100 * accuracy,
            test.labels().length),
        model,
        test.inputs().get(NDArrayIndex.interval(0, rows)).dup('c'),
        test.masks().get(NDArrayIndex.interval(0, rows)).dup('c'),
        Target.argmax());
  }

  private static int rows(StudyRun run) {
    return run.settings().quick() ? run.experiment().quickRows() : run.experiment().rows();
  }

  /** All training eights have a bright square in a corner; other test digits get one too. */
  private static Case shortcut(StudyRun run) {
    Mnist digits = Mnist.train().rows(0, (int) run.number("train", 4000));
    INDArray planted = planted(digits.images(), digits.labels(), true);
    Network model =
        trained(
            run,
            "shortcut",
            new SmallNetwork(SIDE, Mnist.CLASSES, false, run.experiment().seed()),
            planted,
            digits.labels());
    Mnist test = Mnist.test();
    int[] others =
        IntStream.range(0, test.size())
            .filter(i -> test.labels()[i] != SHORTCUT_CLASS)
            .limit(rows(run))
            .toArray();
    INDArray[] chosen =
        Arrays.stream(others)
            .mapToObj(i -> test.images().get(NDArrayIndex.interval(i, i + 1)))
            .toArray(INDArray[]::new);
    INDArray clean = Nd4j.concat(0, chosen);
    INDArray marked = planted(clean, new int[others.length], false);
    double[] mask = new double[SIDE * SIDE];
    for (int j = 0; j < mask.length; j++) {
      mask[j] = corner(j) ? 1 : 0;
    }
    int[] eights = new int[others.length];
    Arrays.fill(eights, SHORTCUT_CLASS);
    return new Case(
        "shortcut",
        String.format(
            Locale.ROOT,
            "Digits that are no eights are seen as eights in %.1f %% without the square and in"
                + " %.1f %% with it; explained is the class eight of those with it.",
            100 * SmallNetwork.accuracy(model, clean, eights),
            100 * SmallNetwork.accuracy(model, marked, eights)),
        model,
        marked,
        NdArrays.array(DataType.FLOAT, mask, 1, 1, SIDE, SIDE),
        Target.of(SHORTCUT_CLASS));
  }

  private static boolean corner(int pixel) {
    int y = pixel / SIDE % SIDE;
    int x = pixel % SIDE;
    return y >= 1 && y <= SHORTCUT_SIDE && x >= 1 && x <= SHORTCUT_SIDE;
  }

  private static INDArray planted(INDArray images, int[] labels, boolean onlyEights) {
    float[] flat = NdArrays.floats(images);
    for (int j = 0; j < flat.length; j++) {
      if (corner(j) && (!onlyEights || labels[j / (SIDE * SIDE)] == SHORTCUT_CLASS)) {
        flat[j] = 1;
      }
    }
    return NdArrays.array(flat, images.shape());
  }

  private static void section(StudyRun run, Case problem, List<List<Object>> results) {
    Context context = run.context().with(problem.target());
    List<Explained> methods =
        Explained.all(
            run, "attributions/" + problem.name(), problem.model(), problem.inputs(), context);
    Bootstrap bootstrap =
        new Bootstrap((int) problem.inputs().size(0), Explained.RESAMPLES, run.experiment().seed());
    List<List<Object>> table = new ArrayList<>();
    String best = "";
    double most = Double.NEGATIVE_INFINITY;
    for (Explained method : methods) {
      List<Object> row = new ArrayList<>(List.of(method.label()));
      for (Metric metric : METRICS) {
        Subject known = method.subject().with(Truth.masks(problem.masks()));
        Scores scores = method.score(run, "scores/" + problem.name(), metric, known);
        Bootstrap.Interval mean = bootstrap.mean(scores.values());
        String id = Registry.info(metric).id();
        results.add(
            List.of(problem.name(), method.label(), id, mean.mean(), mean.low(), mean.high()));
        row.add(Explained.words(mean));
        if (metric instanceof RelevanceRankAccuracy && mean.mean() > most) {
          most = mean.mean();
          best = method.label();
        }
      }
      table.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("method"));
    METRICS.forEach(m -> columns.add(Registry.info(m).title()));
    List<String> names = methods.stream().map(Explained::label).toList();
    INDArray first = problem.inputs().get(NDArrayIndex.interval(0, 1));
    List<byte[]> pictures = new ArrayList<>();
    pictures.add(Heatmap.png(Heatmap.inputs(first, 4).get(0)));
    INDArray mask = problem.masks().get(NDArrayIndex.interval(0, 1));
    pictures.add(Heatmap.png(Heatmap.inputs(mask, 4).get(0)));
    for (Explained method : methods) {
      INDArray values = method.subject().attributions().get(NDArrayIndex.interval(0, 1));
      pictures.add(Heatmap.png(Heatmap.standard().withEnlarge(4).draw(values, first).get(0)));
    }
    List<String> headings = new ArrayList<>(List.of("input", "truth"));
    headings.addAll(names);
    run.page()
        .heading("Problem: " + problem.name())
        .text(problem.text())
        .gallery(headings, Map.of("first row", pictures))
        .text("Larger is better in all columns; means with 95 % intervals.")
        .table(columns, table);
    run.say(
        problem.name()
            + ": "
            + problem.text()
            + " Best rank accuracy: "
            + best
            + " "
            + Numbers.brief(most));
  }
}
