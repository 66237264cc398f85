package org.xai4j.core.layer.cells;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Steps of x [n, time, features] that a 0/1 mask [n, time] leaves out are passed over by what reads
 * sequences. Taken out, the steps that count stand together, at the begin (for a reader that runs
 * forward) or at the end (backward), so that it meets them first; zeros fill the rest. Put back,
 * each step has what stood at the last step that counts so far, zeros before the first one.
 *
 * @param back whether steps are put back
 * @param reverse whether the reader runs backward
 */
public record MaskedSteps(boolean back, boolean reverse) implements CustomLayer {
  private static final double TRUE = 0.5;

  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    InputException.check(
        x.length == 3 && inputs[1].length == 2 && x[0] == inputs[1][0] && x[1] == inputs[1][1],
        "A layer of type MaskedSteps does not take %s.",
        java.util.Arrays.deepToString(inputs));
    return x;
  }

  /** Per step of the output the step of the input that it has; −1 for none. */
  private int[] sources(INDArray mask) {
    int rows = (int) mask.size(0);
    int time = (int) mask.size(1);
    double[] counts = NdArrays.doubles(mask);
    int[] sources = new int[counts.length];
    for (int row = 0; row < rows; row++) {
      int met = 0;
      for (int i = 0; i < time; i++) {
        int step = row * time + (reverse ? time - 1 - i : i);
        boolean counted = counts[step] >= TRUE;
        met += counted ? 1 : 0;
        int place = row * time + (reverse ? time - met : met - 1);
        if (back) {
          sources[step] = met == 0 ? -1 : place;
        } else if (counted) {
          sources[place] = step;
        }
      }
      for (int i = met; !back && i < time; i++) {
        sources[row * time + (reverse ? time - 1 - i : i)] = -1;
      }
    }
    return sources;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    int width = (int) inputs[0].size(2);
    double[] in = NdArrays.doubles(inputs[0]);
    double[] out = new double[in.length];
    int[] sources = sources(inputs[1]);
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] >= 0) {
        System.arraycopy(in, sources[i] * width, out, i * width, width);
      }
    }
    return NdArrays.array(inputs[0].dataType(), out, inputs[0].shape());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    int width = (int) inputs[0].size(2);
    double[] given = NdArrays.doubles(signal);
    double[] sums = new double[given.length];
    int[] sources = sources(inputs[1]);
    for (int i = 0; i < sources.length; i++) {
      for (int j = 0; sources[i] >= 0 && j < width; j++) {
        sums[sources[i] * width + j] += given[i * width + j];
      }
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), sums, inputs[0].shape()),
      NdArrays.array(signal.dataType(), new double[(int) inputs[1].length()], inputs[1].shape())
    };
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
