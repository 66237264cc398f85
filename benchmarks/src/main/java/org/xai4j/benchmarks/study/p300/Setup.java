package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.p300.P300Data;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.eeg.Montage;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.signal.Epochs;
import org.xai4j.core.signal.Scaling;

/**
 * What all parts of the study share.
 *
 * @param run of the study
 * @param data in microvolts
 * @param train scaled
 * @param test scaled as the training data
 * @param places of the electrodes
 * @param rows of the test data that are explained, as many targets as others
 * @param inputs these rows FLOAT [n, channels, times]
 * @param labels of these rows
 */
record Setup(
    StudyRun run,
    P300Data data,
    Epochs train,
    Epochs test,
    List<Montage.Place> places,
    int[] rows,
    INDArray inputs,
    int[] labels) {
  static Setup of(StudyRun run, P300Data data) {
    Scaling scaling = Scaling.of(data.train());
    Epochs test = scaling.apply(data.test());
    int wanted = run.settings().quick() ? run.experiment().quickRows() : run.experiment().rows();
    int[] rows = balanced(test.labels(), wanted, run.experiment().seed());
    Epochs chosen = test.select(rows);
    return new Setup(
        run,
        data,
        scaling.apply(data.train()),
        test,
        Montage.of(data.test().channels()),
        rows,
        chosen.inputs().castTo(run.settings().precision()),
        chosen.labels());
  }

  /** As many targets as others, drawn from all, in order of time. */
  private static int[] balanced(int[] labels, int wanted, long seed) {
    int[] order = SplitRandom.of(seed).split("explained").permutation(labels.length);
    List<Integer> chosen = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      int label = k;
      long there = Arrays.stream(labels).filter(l -> l == 1).count();
      Arrays.stream(order)
          .filter(i -> labels[i] == label)
          .limit(Math.min(Math.max(2, wanted / 2), Math.min(there, labels.length - there)))
          .forEach(chosen::add);
    }
    return chosen.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  List<String> channels() {
    return test.channels();
  }

  double[] times() {
    return test.times();
  }

  /** Windows of about 65 ms, the cells of methods that remove parts of an epoch. */
  int windows() {
    return Math.min(times().length, 12);
  }

  /** Explains the logit of "target". */
  Context context() {
    return run.context().with(Target.of(1));
  }

  /** A batch as [row][channel][time]. */
  double[][][] cube(INDArray values) {
    double[] flat = NdArrays.doubles(values);
    int c = channels().size();
    int t = times().length;
    double[][][] cube = new double[flat.length / (c * t)][c][];
    for (int i = 0; i < cube.length; i++) {
      for (int k = 0; k < c; k++) {
        int at = (i * c + k) * t;
        cube[i][k] = Arrays.copyOfRange(flat, at, at + t);
      }
    }
    return cube;
  }

  /** The indices of a class among rows. */
  static int[] of(int[] labels, int label) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
  }
}
