package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentGradient;
import org.xai4j.core.engine.recurrent.RecurrentTrace;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.tensor.Tensor;

/** Recurrent layers and their gradient through time, in double precision. */
final class ArrayRecurrentOperator implements ArrayOperator {
  private static final Nd4jDevice DEVICE = new Nd4jDevice();

  private final RecurrentCell cell;
  private final INDArray inputWeights;

  ArrayRecurrentOperator(Recurrent layer) {
    cell = new RecurrentCell(layer);
    inputWeights = Ops.plain(layer.inputWeights());
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return record(inputs).output();
  }

  @Override
  public Recorded record(INDArray... inputs) {
    Tensor x = DEVICE.of(inputs[0]);
    RecurrentTrace trace = RecurrentTrace.of(cell, x);
    return new Recorded(trace.output(x).array(), trace);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    RecurrentTrace trace = (RecurrentTrace) recorded.memo();
    Tensor s = DEVICE.of(signal);
    double[] slopes = RecurrentGradient.of(trace, trace.arrived(s));
    long places = (long) trace.steps() * trace.rows();
    INDArray z = NdArrays.array(signal.dataType(), slopes, places, cell.width());
    double[] g = NdArrays.doubles(Ops.product(z, false, inputWeights, true));
    return new INDArray[] {trace.restored(g, cell.features(), s).array()};
  }
}
