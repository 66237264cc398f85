package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Fine-tunes a classifier on rows of which random features are removed, as F-Fidelity asks for
 * (Zheng et al. 2025, arXiv:2410.02970): minimises E[L(f(χ(x)), y)], where χ puts max(1, ⌊β·d⌋) of
 * the d features, drawn anew for every row and epoch, at the baseline. It sees no explanation, so
 * that no method gains by it.
 *
 * @param share β, of the features that are removed
 * @param baseline stands for removed features
 * @param groups features, where they are not single elements
 * @param epochs at most; it stops after three without a smaller loss on held-out rows with other
 *     features removed, and the best is kept, the model before the first among them
 * @param rate of Adam
 */
public record MaskedTuning(
    double share, Baseline baseline, FeatureGroups groups, int epochs, double rate) {
  private static final int PATIENCE = 3;
  private static final int BATCH = 32;

  /** One in so many rows is not learnt from. */
  private static final int HELD = 10;

  /** The layer of shipped table models that encodes raw rows, and stays as it is. */
  private static final String ENCODING = "encode";

  /** Checks the numbers. */
  public MaskedTuning {
    InputException.check(
        share > 0 && share <= 1, "The masked share must lie in (0, 1], not %s.", share);
    InputException.check(
        epochs >= 1 && rate > 0,
        "Fine-tuning needs at least one epoch and a positive rate, not %d and %s.",
        epochs,
        rate);
  }

  /**
   * A tuned model.
   *
   * @param model of Deeplearning4j
   * @param epochs run
   */
  public record Tuned(Model model, int epochs) {
    /**
     * The model as it is explained and scored.
     *
     * @return its network
     */
    public Network network() {
      return learner(model).network();
    }
  }

  /**
   * Fine-tunes a model.
   *
   * @param model a MultiLayerNetwork or ComputationGraph that classifies; not modified
   * @param rows to learn from, at least 20
   * @param seed of rows, features and dropout
   * @param progress hears the epochs
   * @return the model with the smallest loss
   */
  public Tuned tune(Model model, Samples rows, long seed, Progress progress) {
    SplitRandom random = SplitRandom.of(seed).split("masked-tuning");
    int n = rows.labels().length;
    InputException.check(n >= 2 * HELD, "Fine-tuning needs at least %d rows, not %d.", 2 * HELD, n);
    int[] order = random.split("held").permutation(n);
    Samples held = rows.select(Arrays.copyOf(order, n / HELD));
    Samples train = rows.select(Arrays.copyOfRange(order, n / HELD, n));
    INDArray absent = baseline.resolve(rows.inputs());
    InputException.check(
        absent.size(0) == 1,
        "The baseline %s has %d rows; give one that stands for removed features of every row.",
        baseline,
        absent.size(0));
    Learner learner = learner(ready(model, seed));
    List<Kept> kept = kept(learner.model());
    INDArray best = learner.parameters().dup();
    Fitting judge = fitting(held, absent, random.split("held features"));
    double least = judge.score(learner.network()).loss();
    int stale = 0;
    int epoch = 0;
    progress.begin("fine-tuning", epochs);
    while (epoch < epochs && stale < PATIENCE) {
      learner.rate(rate * (2 * epoch < epochs ? 1 : 0.25));
      fitting(train, absent, random.split("features").split(epoch))
          .epoch(
              learner,
              BATCH,
              random.split("order").split(epoch),
              () -> kept.forEach(Kept::restore));
      double loss = judge.score(learner.network()).loss();
      stale = loss < least ? 0 : stale + 1;
      if (loss < least) {
        least = loss;
        best.assign(learner.parameters());
      }
      epoch++;
      progress.advance(1);
    }
    progress.end();
    learner.model().setParams(best);
    return new Tuned(learner.model(), epoch);
  }

  /**
   * Fine-tunes a model and writes it.
   *
   * @param name of the model, for its provenance
   * @param model a MultiLayerNetwork or ComputationGraph that classifies
   * @param train rows to learn from
   * @param test rows to try it on
   * @param output file of the tuned model; its provenance is written beside it as {@code .json}
   * @param seed of all randomness
   * @param progress hears the epochs
   * @return one sentence on how good it is
   * @throws InputException if the rows do not suit the model, or the file cannot be written
   */
  public String run(
      String name,
      Model model,
      Samples train,
      Samples test,
      Path output,
      long seed,
      Progress progress) {
    InputException.check(
        output.toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    Network before = learner(model).network();
    INDArray inputs = before.accept(test.inputs());
    Samples rows = new Samples(before.accept(train.inputs()), train.labels(), train.classes());
    int classes = (int) before.predict(inputs.get(NDArrayIndex.interval(0, 1))).length();
    InputException.check(
        classes == train.classes().size(),
        "The model %s has %d outputs, but the rows are of %d classes.",
        name,
        classes,
        train.classes().size());
    Tuned tuned = tune(model, rows, seed, progress);
    Network after = tuned.network();
    Fitting whole = new Fitting(inputs, test.labels(), classes);
    Fitting masked =
        fitting(
            new Samples(inputs, test.labels(), test.classes()),
            baseline.resolve(rows.inputs()),
            SplitRandom.of(seed).split("masked-tuning").split("test"));
    Map<String, Object> quality = new LinkedHashMap<>();
    double n = test.labels().length;
    double wholeBefore = whole.score(before).correct() / n;
    double maskedBefore = masked.score(before).correct() / n;
    double wholeAfter = whole.score(after).correct() / n;
    double maskedAfter = masked.score(after).correct() / n;
    quality.put("before", wholeBefore);
    quality.put("beforeMasked", maskedBefore);
    quality.put("after", wholeAfter);
    quality.put("afterMasked", maskedAfter);
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("tuned", name);
    provenance.put("from", before.hash());
    provenance.put("seed", seed);
    provenance.put("share", share);
    provenance.put("baseline", baseline.toString());
    provenance.put("groups", groups.toString());
    provenance.put("epochs", tuned.epochs());
    provenance.put("rate", rate);
    provenance.put("testAccuracy", quality);
    provenance.put("model", after.hash());
    provenance.put("data", Digest.of(rows.inputs()));
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(output, tuned.model(), provenance);
    return String.format(
        Locale.ROOT,
        "With %.0f %% of the features removed at random %.1f %% of %d test rows are right (%.1f %%"
            + " before), whole rows %.1f %% (%.1f %%), after %d epochs.",
        100 * share,
        100 * maskedAfter,
        test.labels().length,
        100 * maskedBefore,
        100 * wholeAfter,
        100 * wholeBefore,
        tuned.epochs());
  }

  /** The rows with features removed. */
  private Fitting fitting(Samples rows, INDArray absent, SplitRandom random) {
    return new Fitting(masked(rows.inputs(), absent, random), rows.labels(), rows.classes().size());
  }

  /**
   * Removes features of rows at random.
   *
   * @param inputs [n, …]; not modified
   * @param absent [1, …]
   * @param random draws the features of every row
   * @return a copy
   */
  INDArray masked(INDArray inputs, INDArray absent, SplitRandom random) {
    int n = (int) inputs.size(0);
    double[] values = NdArrays.doubles(inputs);
    double[] gone = NdArrays.doubles(absent);
    for (int i = 0; i < n; i++) {
      Grouping grouping = groups.of(inputs.get(NDArrayIndex.interval(i, i + 1)));
      int d = grouping.count();
      int count = Math.min(d, Math.max(1, (int) Math.floor(share * d + 1e-9)));
      boolean[] removed = new boolean[d];
      int[] order = random.split(i).permutation(d);
      for (int k = 0; k < count; k++) {
        removed[order[k]] = true;
      }
      for (int e = 0; e < gone.length; e++) {
        int at = i * gone.length + e;
        values[at] = removed[grouping.ids()[e]] ? gone[e] : values[at];
      }
    }
    return NdArrays.array(inputs.dataType(), values, inputs.shape());
  }

  private static Learner learner(Model model) {
    return model instanceof ComputationGraph graph
        ? new Learner.Graph(graph)
        : new Learner.Stack((MultiLayerNetwork) model);
  }

  /** A copy of the model that learns by Adam. */
  private Model ready(Model model, long seed) {
    FineTuneConfiguration how =
        new FineTuneConfiguration.Builder().updater(new Adam(rate)).seed(Seeds.fixed(seed)).build();
    return model instanceof ComputationGraph graph
        ? new TransferLearning.GraphBuilder(graph).fineTuneConfiguration(how).build()
        : new TransferLearning.Builder((MultiLayerNetwork) model)
            .fineTuneConfiguration(how)
            .build();
  }

  /** Parameters that do not learn. */
  private record Kept(INDArray live, INDArray copy) {
    static Kept of(INDArray live) {
      return new Kept(live, live.dup());
    }

    void restore() {
      live.assign(copy);
    }
  }

  /** The encoding of raw rows, and vectors of padding that are zero. */
  private static List<Kept> kept(Model model) {
    org.deeplearning4j.nn.api.Layer[] layers =
        model instanceof ComputationGraph graph
            ? graph.getLayers()
            : ((MultiLayerNetwork) model).getLayers();
    List<Kept> kept = new ArrayList<>();
    for (org.deeplearning4j.nn.api.Layer layer : layers) {
      org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
      if (ENCODING.equals(conf.getLayerName())) {
        layer.paramTable().values().forEach(values -> kept.add(Kept.of(values)));
      } else if (conf instanceof EmbeddingSequenceLayer) {
        INDArray padding = Objects.requireNonNull(layer.getParam("W")).getRow(0);
        if (padding.amaxNumber().doubleValue() == 0) {
          kept.add(Kept.of(padding));
        }
      }
    }
    return kept;
  }
}
