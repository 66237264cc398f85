package org.xai4j.core.engine.cuda;

import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Looks ids up; its gradient stays at its output, as ids have none. */
final class CudaEmbeddingOperator implements Operator {
  private final CudaDevice device;
  private final Embedding layer;
  private final CudaTensor table;

  CudaEmbeddingOperator(CudaDevice device, Embedding layer) {
    this.device = device;
    this.layer = layer;
    table = (CudaTensor) device.of(layer.weights());
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    CudaTensor ids = (CudaTensor) inputs[0];
    CudaTensor y = ids.empty(OutputShape.of(layer, ids.shape()));
    int vocabulary = (int) table.size(0);
    CudaBlock wrong = device.ints(new int[] {0});
    device.cells(
        "looked_up",
        y.type(),
        y.cells(),
        y,
        table,
        ids,
        y.cells(),
        vocabulary,
        (int) table.size(1),
        wrong);
    int token = device.read(wrong, 1)[0];
    if (token != 0) {
      double id = ids.reshape(ids.length()).rows(token - 1, token).doubles()[0];
      throw new InputException(
          String.format("The token id %s is not one of 0 to %d.", id, vocabulary - 1));
    }
    return y;
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {signal};
  }
}
