package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

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
    Network network = Unrolled.of(context.engine(), model, inputs);
    Propagation propagation = context.engine().propagation(network, RescaleRules.of(network));
    return rows -> multiply ? contributions(propagation, rows) : multipliers(propagation, rows);
  }

  /** Multipliers of a chunk times the differences of its inputs. */
  static INDArray contributions(Propagation propagation, Rows rows) {
    INDArray base = Stack.spread(rows.baseline(), rows.inputs());
    return multipliers(propagation, rows).mul(rows.inputs().sub(base));
  }

  private static INDArray multipliers(Propagation propagation, Rows rows) {
    INDArray base = Stack.spread(rows.baseline(), rows.inputs());
    Tape tape = propagation.forward(Stack.of(rows.inputs(), base));
    INDArray signal = rows.signal(Pair.rows(tape.output()));
    return Pair.rows(propagation.backward(tape, Pair.twice(signal)));
  }
}
