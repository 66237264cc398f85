package org.xai4j.core.layer.cells;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * How often given sequences of ids (n-grams) stand in each row of x [n, time], y [n, columns]. Of a
 * sequence of several ids those count too that have the same distance of up to skips + 1 steps
 * each. The output is constant nearly everywhere, so that nothing passes back through it.
 *
 * @param grams each a sequence of ids
 * @param places per gram its column of the output
 * @param weights per gram the factor of its column
 * @param counted whether a column is the number of times, else 1 for any number of times
 * @param skips most ids between two of a gram
 * @param columns of the output; those of no gram are 0
 */
public record GramCounts(
    List<List<Long>> grams,
    List<Integer> places,
    List<Double> weights,
    boolean counted,
    int skips,
    int columns)
    implements CustomLayer {
  /** Copies the lists. */
  public GramCounts {
    grams = grams.stream().map(List::copyOf).toList();
    places = List.copyOf(places);
    weights = List.copyOf(weights);
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    InputException.check(
        inputs[0].length == 2,
        "A layer of type GramCounts does not take %s.",
        Arrays.toString(inputs[0]));
    return new long[] {inputs[0][0], columns};
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    int rows = (int) inputs[0].size(0);
    int time = (int) inputs[0].size(1);
    long[] ids = Arrays.stream(NdArrays.doubles(inputs[0])).mapToLong(Math::round).toArray();
    Map<List<Long>, Integer> numbers = new HashMap<>();
    for (int i = 0; i < grams.size(); i++) {
      numbers.put(grams.get(i), i);
    }
    double[] out = new double[rows * columns];
    for (int length : grams.stream().mapToInt(List::size).distinct().toArray()) {
      for (int step = 1; step <= (length == 1 ? 1 : skips + 1); step++) {
        for (int row = 0; row < rows; row++) {
          for (int start = 0; start + (length - 1) * step < time; start++) {
            Long[] gram = new Long[length];
            for (int i = 0; i < length; i++) {
              gram[i] = ids[row * time + start + i * step];
            }
            Integer number = numbers.get(List.of(gram));
            if (number != null) {
              int at = row * columns + places.get(number);
              out[at] = counted ? out[at] + weights.get(number) : weights.get(number);
            }
          }
        }
      }
    }
    return NdArrays.array(inputs[0].dataType(), out, rows, columns);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] none = new double[(int) inputs[0].length()];
    return new INDArray[] {NdArrays.array(signal.dataType(), none, inputs[0].shape())};
  }
}
