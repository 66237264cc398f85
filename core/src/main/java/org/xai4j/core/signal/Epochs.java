package org.xai4j.core.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/**
 * Stretches of signal around stimuli.
 *
 * @param channels names of the electrodes
 * @param times of the samples, in seconds from the stimulus
 * @param epochs in order of time
 * @param rejected how many were not good
 */
public record Epochs(List<String> channels, double[] times, List<Epoch> epochs, Rejected rejected) {
  /** Copies the lists. */
  public Epochs {
    channels = List.copyOf(channels);
    epochs = List.copyOf(epochs);
  }

  /**
   * One of them.
   *
   * @param values [channel][time]
   * @param target whether its stimulus was the one to attend to
   * @param code row or column of a speller, from 1; 0 for none
   * @param block what belongs together, for example the flashes of one character
   */
  public record Epoch(double[][] values, boolean target, int code, int block) {}

  /**
   * Why epochs were left out.
   *
   * @param edge too near to the begin or end of the recording
   * @param missing samples are missing, or a channel is flat
   * @param artefact a channel moves further than brains do
   */
  public record Rejected(int edge, int missing, int artefact) {
    Rejected plus(Rejected other) {
      return new Rejected(edge + other.edge, missing + other.missing, artefact + other.artefact);
    }
  }

  /**
   * Epochs of several recordings, their blocks numbered on so that none is in two recordings.
   *
   * @param parts of the same channels and times, at least one
   * @return all of them
   * @throws InputException if they differ in channels or times
   */
  public static Epochs join(List<Epochs> parts) {
    Epochs first = parts.get(0);
    List<Epoch> all = new ArrayList<>();
    Rejected rejected = new Rejected(0, 0, 0);
    int next = 0;
    for (Epochs part : parts) {
      InputException.check(
          part.channels.equals(first.channels) && Arrays.equals(part.times, first.times),
          "Epochs of the channels %s and %s do not fit together.",
          first.channels,
          part.channels);
      int largest = -1;
      for (Epoch e : part.epochs) {
        all.add(new Epoch(e.values, e.target, e.code, e.block + next));
        largest = Math.max(largest, e.block);
      }
      next += largest + 1;
      rejected = rejected.plus(part.rejected);
    }
    return new Epochs(first.channels, first.times, all, rejected);
  }

  /**
   * How many there are.
   *
   * @return the number of epochs
   */
  public int size() {
    return epochs.size();
  }

  /**
   * Some of them.
   *
   * @param rows which, repetitions allowed
   * @return in that order
   */
  public Epochs select(int[] rows) {
    return new Epochs(
        channels, times, Arrays.stream(rows).mapToObj(epochs::get).toList(), rejected);
  }

  /**
   * The classes.
   *
   * @return 1 for targets, 0 for others
   */
  public int[] labels() {
    return epochs.stream().mapToInt(e -> e.target ? 1 : 0).toArray();
  }

  /**
   * The values as a batch.
   *
   * @return FLOAT [n, channels, times]
   */
  public INDArray inputs() {
    int c = channels.size();
    double[] flat = new double[size() * c * times.length];
    for (int i = 0; i < size(); i++) {
      for (int k = 0; k < c; k++) {
        System.arraycopy(
            epochs.get(i).values[k], 0, flat, (i * c + k) * times.length, times.length);
      }
    }
    return NdArrays.array(DataType.FLOAT, flat, size(), c, times.length);
  }

  /**
   * The mean of the epochs of one class.
   *
   * @param target which class
   * @return [channel][time]
   */
  public double[][] mean(boolean target) {
    double[][] mean = new double[channels.size()][times.length];
    int n = (int) epochs.stream().filter(e -> e.target == target).count();
    for (Epoch e : epochs) {
      for (int c = 0; e.target == target && c < mean.length; c++) {
        for (int t = 0; t < times.length; t++) {
          mean[c][t] += e.values[c][t] / n;
        }
      }
    }
    return mean;
  }
}
