package org.xai4j.benchmarks.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.training.EegNetwork;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.signal.Epochs;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.SequenceTrainer;
import org.xai4j.rnn.training.SequenceTraining;

/** The classifiers that are compared. Targets are repeated in training, as often as others. */
public enum Classifier {
  /** {@link Lda}. */
  LDA("shrinkage LDA"),
  /** {@link EegNetwork#CNN}. */
  CNN("1-D CNN"),
  /** {@link EegNetwork#EEGNET}. */
  EEGNET("EEGNet"),
  /** Elman's network with recurrent noise, read at its last step. */
  ELMAN("Elman"),
  /** Elman's network with recurrent noise and a post-recurrent layer over all steps. */
  ELMAN_PRM("Elman + PRM"),
  /** LSTM, read at its last step. */
  LSTM("LSTM"),
  /** LSTM with a post-recurrent layer over all steps. */
  LSTM_PRM("LSTM + PRM");

  /** Share of the training epochs, the last ones, that decide when training stops. */
  private static final double HELD = 0.2;

  private static final int UNITS = 16;

  private final String title;

  Classifier(String title) {
    this.title = title;
  }

  /**
   * For people.
   *
   * @return a short name
   */
  public String title() {
    return title;
  }

  /**
   * The id in experiments.
   *
   * @return lower case with hyphens
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether it reads an epoch step by step.
   *
   * @return true for Elman's network and the LSTM
   */
  public boolean recurrent() {
    return this == ELMAN || this == ELMAN_PRM || this == LSTM || this == LSTM_PRM;
  }

  /**
   * The classifiers of a list.
   *
   * @param ids separated by commas
   * @return in that order
   * @throws InputException if there is no such classifier
   */
  public static List<Classifier> parse(String ids) {
    Map<String, Classifier> known = new LinkedHashMap<>();
    for (Classifier c : values()) {
      known.put(c.id(), c);
    }
    List<Classifier> list =
        Arrays.stream(ids.split("[,\\s]+"))
            .filter(id -> !id.isEmpty())
            .distinct()
            .map(id -> Registry.named("classifier", id, known))
            .toList();
    InputException.check(
        !list.isEmpty(), "The experiment names no models; there are %s.", known.keySet());
    return list;
  }

  /**
   * Trains it.
   *
   * @param train scaled epochs in order of time
   * @param epochs over the data, at most
   * @param seed of all randomness
   * @return the network: FLOAT [n, channels, times] to probabilities of other and target
   */
  public Network train(Epochs train, int epochs, long seed) {
    if (this == LDA) {
      return Lda.of(train).network();
    }
    Split split = Split.of(train);
    Epochs learn = split.learn();
    Epochs held = split.held();
    if (this == CNN || this == EEGNET) {
      return EegNetwork.valueOf(name())
          .train(learn.inputs(), learn.labels(), held.inputs(), held.labels(), epochs, seed);
    }
    return SequenceTrainer.train(training(epochs), sequences(learn), sequences(held), 2, seed);
  }

  /**
   * Epochs to learn from, and later ones that decide when training stops, targets repeated.
   *
   * @param learn learnt from
   * @param held not learnt from
   */
  record Split(Epochs learn, Epochs held) {
    static Split of(Epochs train) {
      int border = border(train);
      return new Split(balanced(train, 0, border), balanced(train, border, train.size()));
    }
  }

  /** Where the held-out epochs begin: at the begin of a block. */
  private static int border(Epochs train) {
    int n = train.size();
    int border = (int) ((1 - HELD) * n);
    for (int i = border; i < n; i++) {
      boolean begins = train.epochs().get(i).block() != train.epochs().get(i - 1).block();
      boolean both =
          train.epochs().subList(i, n).stream().anyMatch(Epochs.Epoch::target)
              && !train.epochs().subList(i, n).stream().allMatch(Epochs.Epoch::target);
      if (begins && both) {
        return i;
      }
    }
    return border;
  }

  private static Epochs balanced(Epochs all, int from, int to) {
    List<Epochs.Epoch> part = all.epochs().subList(from, to);
    long targets = part.stream().filter(Epochs.Epoch::target).count();
    InputException.check(
        targets > 0 && targets < part.size(),
        "One class is missing among the epochs %d to %d; record more.",
        from,
        to);
    int times = (int) Math.max(1, Math.round((double) (part.size() - targets) / targets));
    List<Integer> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      for (int k = 0; k < (all.epochs().get(i).target() ? times : 1); k++) {
        rows.add(i);
      }
    }
    return all.select(rows.stream().mapToInt(Integer::intValue).toArray());
  }

  private SequenceTraining training(int epochs) {
    boolean elman = this == ELMAN || this == ELMAN_PRM;
    boolean prm = this == ELMAN_PRM || this == LSTM_PRM;
    return new SequenceTraining(
        elman ? Architecture.ELMAN : Architecture.LSTM,
        UNITS,
        prm ? SequenceTraining.Readout.ALL : SequenceTraining.Readout.LAST,
        elman ? 0.3 : 0,
        0.5,
        1e-4,
        epochs,
        8,
        64,
        4e-3);
  }

  private static SequenceTrainer.Sequences sequences(Epochs epochs) {
    double[][][] values =
        epochs.epochs().stream().map(Epochs.Epoch::values).toArray(double[][][]::new);
    return new SequenceTrainer.Sequences(values, epochs.labels());
  }

  /**
   * The numbers of a trained network, to be kept.
   *
   * @param network any
   * @return its arrays by node and place
   */
  public static Map<String, INDArray> weights(Network network) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      List<INDArray> own = Layers.arrays(node.layer());
      for (int k = 0; k < own.size(); k++) {
        arrays.put(key(node, k), own.get(k));
      }
    }
    return arrays;
  }

  private static String key(Node node, int place) {
    return node.index() + "-" + node.name() + "-" + place;
  }

  /**
   * The network of kept numbers.
   *
   * @param weights as {@link #weights} gave them
   * @param channels of the epochs
   * @param times of the epochs
   * @return the trained network
   */
  public Network restore(Map<String, INDArray> weights, int channels, int times) {
    Network structure =
        switch (this) {
          case LDA ->
              new Lda(
                      channels,
                      times,
                      new double[channels * times],
                      new double[channels * times],
                      0,
                      0)
                  .network();
          case CNN, EEGNET -> EegNetwork.valueOf(name()).untrained(channels, times);
          default -> SequenceTrainer.untrained(training(1), channels, times, 2);
        };
    return structure.map(
        node -> {
          int[] place = {0};
          return Layers.map(
              node.layer(), old -> Objects.requireNonNull(weights.get(key(node, place[0]++))));
        });
  }
}
