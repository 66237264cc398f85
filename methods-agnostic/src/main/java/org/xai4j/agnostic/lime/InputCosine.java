package org.xai4j.agnostic.lime;

import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Rows;

/**
 * Cosine distance between a row x and its masked copies, from one sum per group: x·x, x·b and b·b
 * over the group's elements.
 *
 * @param present x·x of each group
 * @param cross x·b of each group
 * @param absent b·b of each group
 */
record InputCosine(double[] present, double[] cross, double[] absent) {
  static InputCosine of(Grouping grouping, Rows rows, int row) {
    double[] x = NdArrays.doubles(rows.inputs().get(NDArrayIndex.interval(row, row + 1)));
    double[] b = NdArrays.doubles(rows.baselineOf(row));
    int g = grouping.count();
    InputCosine sums = new InputCosine(new double[g], new double[g], new double[g]);
    for (int j = 0; j < x.length; j++) {
      int group = grouping.ids()[j];
      sums.present[group] += x[j] * x[j];
      sums.cross[group] += x[j] * b[j];
      sums.absent[group] += b[j] * b[j];
    }
    return sums;
  }

  double distance(long[] kept) {
    double norm = 0;
    double masked = 0;
    double dot = 0;
    for (int g = 0; g < present.length; g++) {
      boolean stays = (kept[g >>> 6] >>> g & 1) != 0;
      norm += present[g];
      dot += stays ? present[g] : cross[g];
      masked += stays ? present[g] : absent[g];
    }
    double length = Math.sqrt(norm * masked);
    return length > 0 ? 1 - dot / length : 1;
  }
}
