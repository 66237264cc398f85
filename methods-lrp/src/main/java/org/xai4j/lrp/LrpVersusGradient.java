package org.xai4j.lrp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.lrp.composite.Canonizer;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.RecurrentRule;

/**
 * Is LRP equivalent to gradient × input? Both are measured on networks of known kinds: LRP-ε is
 * gradient × input with each activation's slope f′(z) replaced by f(z)/(z + ε·sign z) (Ancona et
 * al. 2018, arXiv:1711.06104), so they are equal for ε = 0 where f(z) = z·f′(z).
 */
public final class LrpVersusGradient {
  /** The values of ε that are measured. */
  public static final List<Double> EPSILONS =
      List.of(0.0, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1);

  private LrpVersusGradient() {}

  /**
   * What was measured for one network.
   *
   * @param network its kind
   * @param type precision
   * @param epsilon ε of the rule
   * @param difference largest |LRP − G×I|, relative to the largest |G×I|
   * @param correlation Spearman's rank correlation, the mean over rows
   */
  public record Figure(
      String network, DataType type, double epsilon, double difference, double correlation) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-22s %-6s %7.0e %10.1e %8.4f",
          network,
          type,
          epsilon,
          difference,
          correlation);
    }
  }

  /**
   * Measures all kinds of networks in both precisions.
   *
   * @param seed of weights and inputs
   * @param rows inputs per network
   * @return a figure per network, precision and ε
   */
  public static List<Figure> measure(long seed, int rows) {
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<String, Network> entry : SampleNetworks.all(seed).entrySet()) {
      Network network = entry.getValue();
      INDArray x = SampleNetworks.inputs(network, seed, rows);
      for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
        figures.addAll(compare(entry.getKey(), network.as(type), x.castTo(type), EPSILONS));
      }
    }
    return figures;
  }

  /**
   * Measures one network, each row at its largest output.
   *
   * @param name of the network, for the figure
   * @param network any network whose layers have relevance rules
   * @param inputs batch [n, …] of the network's type
   * @param epsilons values of ε of the rule
   * @return a figure for each
   */
  public static List<Figure> compare(
      String name, Network network, INDArray inputs, List<Double> epsilons) {
    Engine engine = Engine.standard();
    Propagation gradient = engine.propagation(network, Rules.GRADIENT);
    Tape tape = gradient.forward(inputs);
    Tensor top = Target.argmax().resolve(tape.output().array(), 0).signal(tape.output());
    double[] expected = gradient.backward(tape, top).mul(tape.device().of(inputs)).doubles();
    Network canonical = Canonizer.canonical(network);
    List<Figure> figures = new ArrayList<>();
    for (double epsilon : epsilons) {
      // Gates take none: these are the rules of the recurrent method, whatever the layers.
      Composite composite = new LrpRecurrent(RecurrentRule.Gates.NONE, epsilon, 0).rules();
      Propagation relevance = engine.propagation(canonical, composite.rules(canonical));
      Tape other = relevance.forward(inputs);
      double[] actual = relevance.backward(other, top.mul(other.output())).doubles();
      figures.add(
          new Figure(
              name,
              network.type(),
              epsilon,
              difference(expected, actual),
              RankCorrelation.mean(expected, actual, (int) inputs.size(0))));
    }
    return figures;
  }

  private static double difference(double[] expected, double[] actual) {
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
    }
    return worst / scale;
  }
}
