package org.xai4j.gradient.deeplift;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT with the rescale rule: aᵢ = Mᵢ·(xᵢ − bᵢ), where the multipliers M take the place of
 * gradients: Δy/Δx at each element-wise function, from the baseline to the input. The values of a
 * row add up to f(x) − f(b) exactly, through maxima, products, gates, softmax and normalisation
 * too; recurrent layers are written out step by step.
 *
 * @param multiply whether multipliers are multiplied with x − b; without it they are given
 *     themselves
 */
@Info(
    id = "deep-lift",
    title = "DeepLIFT (rescale)",
    summary = "Differences from the baseline's activations, passed back in proportion.",
    reference = "Shrikumar, Greenside and Kundaje 2017, arXiv:1704.02685")
public record DeepLift(@Param("whether multipliers are multiplied with x − b") boolean multiply)
    implements NetworkExplainer {
  /** Contributions. */
  public DeepLift() {
    this(true);
  }

  @Override
  public Sum sum() {
    return multiply ? Sum.DIFFERENCE : Sum.FREE;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Network network = RowsFirst.of(Unrolled.of(model, inputs), inputs);
    Propagation propagation = context.engine().propagation(network, RescaleRules.of(network));
    return rows -> {
      Tensor x = propagation.device().of(rows.inputs());
      Tensor base = propagation.device().of(rows.baseline()).broadcast(x.shape());
      Tensor multipliers = multipliers(propagation, rows, x, base);
      return (multiply ? multipliers.mul(x.sub(base)) : multipliers).array();
    };
  }

  /**
   * The multipliers of a chunk.
   *
   * @param propagation under rules for pairs
   * @param rows the chunk
   * @param x its inputs
   * @param base its references, of the same shape
   * @return of that shape
   */
  static Tensor multipliers(Propagation propagation, Rows rows, Tensor x, Tensor base) {
    Tape tape = propagation.forward(x.device().concat(0, x, base));
    Tensor signal = rows.signal(ReferencePairs.rows(tape.output()));
    return ReferencePairs.rows(propagation.backward(tape, ReferencePairs.twice(signal)));
  }
}
