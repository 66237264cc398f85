package org.xai4j.lrp.rule;

import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentTrace;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/**
 * Relevance through recurrent layers, step by step against time. Activations pass it; sums and
 * weights share it by the ε-rule, Rᵢ = (xᵢ·wᵢⱼ + δ·(bⱼ + ε·sign zⱼ)/N)/(zⱼ + ε·sign zⱼ)·Rⱼ with N
 * inputs of unit j; at a product of gate and signal the gate takes none (Arras et al. 2017,
 * arXiv:1706.07206; 2019, LNCS 11700), or a part.
 *
 * @param gates what the gates take
 * @param epsilon ε, not negative
 * @param delta δ in [0, 1], the part of the share of biases and stabilisers that is spread over the
 *     inputs; 1 conserves relevance
 */
@Info(
    id = "recurrent",
    title = "Recurrent layers",
    summary = "Step by step against time by the ε-rule.",
    reference = "Arras et al. 2017, arXiv:1706.07206; 2019, LNCS 11700")
public record RecurrentRule(
    @Param("what the gates take") Gates gates,
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param(
            value = "δ, the part of biases and stabilisers that is spread over the inputs",
            min = 0,
            max = 1)
        double delta)
    implements Rule {
  /** What a gate g takes of the relevance of a product g·s with its signal s. */
  public enum Gates {
    /** Nothing: LRP-all, the signal takes all. */
    NONE,
    /** Half: LRP-half (Arjona-Medina et al. 2019). */
    HALF,
    /** The part g/(g + s): LRP-prop (Ding et al. 2017). */
    PROP
  }

  /** Checks the parameters. */
  public RecurrentRule {
    Checks.notNegative("recurrent", "epsilon", epsilon);
    InputException.check(
        delta >= 0 && delta <= 1,
        "The rule recurrent needs delta to be between 0 and 1, not %s.",
        delta);
  }

  /** Gates take none, ε = 10⁻⁶, biases keep their share. */
  public RecurrentRule() {
    this(Gates.NONE, 1e-6, 0);
  }

  @Override
  public Step bind(Node node, Device device) {
    InputException.check(
        node.layer() instanceof Recurrent,
        "The rule recurrent is for recurrent layers, but layer '%s' is of type %s.",
        node.name(),
        node.layer().type());
    RecurrentCell cell = new RecurrentCell((Recurrent) node.layer());
    return (tape, signal) -> {
      Tensor x = tape.inputs(node)[0];
      RecurrentTrace trace = RecurrentTrace.of(cell, x);
      return new Tensor[] {
        trace.restored(
            new RecurrentRelevance(this, trace).inputs(trace.arrived(signal)), cell.features(), x)
      };
    };
  }

  /**
   * The gate's part of a product's relevance.
   *
   * @param gate g
   * @param signal s
   * @return 0, ½ or g/(g + s)
   */
  double gatePart(double gate, double signal) {
    return switch (gates) {
      case NONE -> 0;
      case HALF -> 0.5;
      case PROP -> Stabilizer.divide(gate, gate + signal, epsilon);
    };
  }
}
