package org.xai4j.rnn.training;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Adam;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.SplitRandom;

/** Trains a recurrent network to classify sequences of numbers. The same seed, the same network. */
public final class SequenceTrainer {
  private final SequenceTraining training;
  private final Shape shape;
  private final int steps;
  private final int n;
  private final Steps recurrence;
  private final boolean all;
  private final double[][] states;
  private final double[][] memos;
  private final double[][] columns;
  private final double[] scores;

  /**
   * Sequences with their classes.
   *
   * @param values [sequence][feature][step], all of one shape
   * @param labels class of each
   */
  public record Sequences(double[][][] values, int[] labels) {}

  private SequenceTrainer(SequenceTraining training, int features, int steps, int classes) {
    this.training = training;
    this.steps = steps;
    n = training.batch();
    shape = new Shape(training.architecture(), features, training.units(), classes);
    recurrence = new Steps(shape, n);
    all = training.readout() == SequenceTraining.Readout.ALL;
    states = new double[steps + 1][shape.state() * n];
    memos = new double[steps][recurrence.memo()];
    columns = new double[steps][features * n];
    scores = new double[classes * n];
  }

  /**
   * Trains a network.
   *
   * @param training how
   * @param learn sequences to learn from
   * @param held sequences that decide when to stop
   * @param classes how many there are
   * @param seed of all randomness
   * @return the network: FLOAT [n, features, steps] to probabilities [n, classes]
   */
  public static Network train(
      SequenceTraining training, Sequences learn, Sequences held, int classes, long seed) {
    double[][] first = learn.values()[0];
    SequenceTrainer trainer = new SequenceTrainer(training, first.length, first[0].length, classes);
    return trainer.network(trainer.fit(learn, held, SplitRandom.of(seed).split("sequences")));
  }

  /**
   * A network before training: its structure.
   *
   * @param training how it would be trained
   * @param features of a step
   * @param steps of a sequence
   * @param classes how many there are
   * @return with random weights
   */
  public static Network untrained(SequenceTraining training, int features, int steps, int classes) {
    SequenceTrainer trainer = new SequenceTrainer(training, features, steps, classes);
    return trainer.network(trainer.initial(SplitRandom.of(0)));
  }

  private int readout(int step) {
    return shape.readout() + (all ? step * shape.hidden() * shape.outputs() : 0);
  }

  private int bias() {
    return shape.readout() + (all ? steps : 1) * shape.hidden() * shape.outputs();
  }

  private double[] fit(Sequences learn, Sequences held, SplitRandom random) {
    double[] p = initial(random.split("weights"));
    double[] g = new double[p.length];
    double[] best = p.clone();
    double least = Double.POSITIVE_INFINITY;
    Adam adam = new Adam(p.length);
    int stale = 0;
    for (int epoch = 0; epoch < training.epochs() && stale < training.patience(); epoch++) {
      SplitRandom own = random.split("epoch").split(epoch);
      int[] order = own.permutation(learn.labels().length);
      for (int from = 0; from < order.length; from += n) {
        int[] rows = new int[n];
        for (int b = 0; b < n; b++) {
          // The last batch is filled up from the start of the order.
          rows[b] = order[(from + b) % order.length];
        }
        Arrays.fill(g, 0);
        gradient(p, g, learn, rows, own);
        descend(p, g, adam);
      }
      double loss = loss(p, held);
      stale = loss < least ? 0 : stale + 1;
      if (loss < least) {
        least = loss;
        best = p.clone();
      }
    }
    return best;
  }

  /** Uniform within ±√(1/fan-in); forget gates start open. */
  private double[] initial(SplitRandom draw) {
    double[] p = new double[bias() + shape.outputs()];
    for (int i = 0; i < p.length; i++) {
      boolean cell = i < shape.bias();
      boolean read = i >= shape.readout() && i < bias();
      double fan = cell ? shape.hidden() : shape.hidden() * (all ? steps : 1);
      double u = 2 * draw.nextDouble() - 1;
      p[i] = cell || read ? u / Math.sqrt(fan) : 0;
    }
    if (training.architecture() == Architecture.LSTM) {
      Arrays.fill(p, shape.bias() + shape.units(), shape.bias() + 2 * shape.units(), 1);
    }
    return p;
  }

  /** Runs a batch; leaves logits in the scores. */
  private void forward(double[] p, Sequences data, int[] rows, double jitter, SplitRandom draw) {
    double[] drive = new double[shape.width() * n];
    for (int k = 0; k < shape.outputs(); k++) {
      Arrays.fill(scores, k * n, (k + 1) * n, p[bias() + k]);
    }
    for (int t = 0; t < steps; t++) {
      for (int c = 0; c < shape.symbols(); c++) {
        for (int b = 0; b < n; b++) {
          double noise = jitter > 0 ? jitter * Ziggurat.next(draw) : 0;
          columns[t][c * n + b] = data.values()[rows[b]][c][t] + noise;
        }
      }
      for (int j = 0; j < shape.width(); j++) {
        Arrays.fill(drive, j * n, (j + 1) * n, p[shape.bias() + j]);
      }
      ColumnBatches.product(p, 0, shape.symbols(), shape.width(), columns[t], 0, drive, 0, n);
      recurrence.forward(p, drive, states[t], states[t + 1], memos[t]);
      if (all || t == steps - 1) {
        ColumnBatches.product(
            p, readout(t), shape.hidden(), shape.outputs(), states[t + 1], 0, scores, 0, n);
      }
    }
  }

  private void gradient(double[] p, double[] g, Sequences data, int[] rows, SplitRandom draw) {
    boolean simple = training.architecture().cell() == Recurrent.Cell.SIMPLE;
    for (int t = 0; simple && t < steps; t++) {
      for (int i = 0; i < memos[t].length; i++) {
        memos[t][i] = training.noise() == 0 ? 0 : training.noise() * Ziggurat.next(draw);
      }
    }
    forward(p, data, rows, training.jitter(), draw);
    int[] targets = Arrays.stream(rows).map(r -> data.labels()[r]).toArray();
    ColumnBatches.softmaxGradient(scores, targets, shape.outputs(), 1.0 / n, n);
    for (int k = 0; k < shape.outputs(); k++) {
      for (int b = 0; b < n; b++) {
        g[bias() + k] += scores[k * n + b];
      }
    }
    double[] dNext = new double[shape.state() * n];
    double[] dState = new double[shape.state() * n];
    double[] dDrive = new double[shape.width() * n];
    for (int t = steps - 1; t >= 0; t--) {
      if (all || t == steps - 1) {
        ColumnBatches.outer(
            states[t + 1], 0, shape.hidden(), scores, 0, shape.outputs(), g, readout(t), n);
        ColumnBatches.transposed(
            p, readout(t), shape.hidden(), shape.outputs(), scores, 0, dNext, 0, n);
      }
      recurrence.backward(p, states[t], states[t + 1], memos[t], dNext, dState, dDrive, g);
      ColumnBatches.outer(columns[t], 0, shape.symbols(), dDrive, 0, shape.width(), g, 0, n);
      for (int j = 0; j < shape.width(); j++) {
        for (int b = 0; b < n; b++) {
          g[shape.bias() + j] += dDrive[j * n + b];
        }
      }
      double[] swap = dNext;
      dNext = dState;
      dState = swap;
    }
  }

  private void descend(double[] p, double[] g, Adam adam) {
    double norm = 0;
    for (double v : g) {
      norm += v * v;
    }
    double clip = Math.min(1, 1 / Math.max(1e-12, Math.sqrt(norm)));
    for (int i = 0; i < p.length; i++) {
      boolean weight = i < shape.bias() || (i >= shape.readout() && i < bias());
      g[i] = clip * g[i] + (weight ? training.l1() * Math.signum(p[i]) : 0);
    }
    adam.step(p, g, training.rate());
  }

  /** Mean cross-entropy, without noise. */
  private double loss(double[] p, Sequences data) {
    int count = data.labels().length;
    if (training.architecture().cell() == Recurrent.Cell.SIMPLE) {
      for (double[] memo : memos) {
        Arrays.fill(memo, 0);
      }
    }
    double sum = 0;
    for (int from = 0; from < count; from += n) {
      int[] rows = new int[n];
      int[] targets = new int[n];
      for (int b = 0; b < n; b++) {
        rows[b] = Math.min(from + b, count - 1);
        targets[b] = data.labels()[rows[b]];
      }
      forward(p, data, rows, 0, SplitRandom.of(0));
      for (int b = 0; b < n && from + b < count; b++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < shape.outputs(); k++) {
          largest = Math.max(largest, scores[k * n + b]);
        }
        double total = 0;
        for (int k = 0; k < shape.outputs(); k++) {
          total += StrictMath.exp(scores[k * n + b] - largest);
        }
        sum += StrictMath.log(total) - (scores[targets[b] * n + b] - largest);
      }
    }
    return sum / count;
  }

  private Network network(double[] p) {
    int width = shape.width();
    int h = shape.hidden();
    double[] candidate = new double[width];
    if (training.architecture() == Architecture.GRU) {
      System.arraycopy(p, shape.candidate(), candidate, 2 * h, h);
    }
    Recurrent layer =
        new Recurrent(
            shape.architecture().cell(),
            array(Arrays.copyOfRange(p, 0, shape.symbols() * width), shape.symbols(), width),
            array(Arrays.copyOfRange(p, shape.recurrent(), shape.bias()), h, width),
            array(Arrays.copyOfRange(p, shape.bias(), shape.candidate()), width),
            array(candidate, width),
            Activation.of(Activation.Function.SIGMOID),
            Activation.of(Activation.Function.TANH),
            true,
            false,
            Recurrent.Layout.BATCH_FEATURE_TIME);
    int read = all ? steps : 1;
    int k = shape.outputs();
    // Hidden states leave the layer as [n, unit, time].
    double[] weights = new double[read * h * k];
    for (int t = 0; t < read; t++) {
      for (int j = 0; j < h; j++) {
        System.arraycopy(p, readout(t) + j * k, weights, (j * read + t) * k, k);
      }
    }
    NetworkBuilder builder = Network.builder(shape.symbols(), steps);
    int node = builder.add("recurrent", layer, 0);
    if (!all) {
      node = builder.add("last", new Slice(2, -1, Long.MAX_VALUE, 1), node);
    }
    node = builder.add("flatten", Reshape.flatten(), node);
    node =
        builder.add(
            all ? "post-recurrent" : "readout",
            new Dense(
                array(weights, (long) read * h, k),
                array(Arrays.copyOfRange(p, bias(), p.length), k)),
            node);
    return builder.build(builder.add("softmax", new Softmax(-1, false), node));
  }

  private static INDArray array(double[] values, long... dimensions) {
    return NdArrays.array(DataType.FLOAT, values, dimensions);
  }
}
