package org.xai4j.gradient.deeplift;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.RowVersions;

/**
 * Deep SHAP: the mean of DeepLIFT's attributions over a background set of baselines, an
 * approximation of Shapley values. The values of a row add up to f(x) − E f(b) exactly.
 */
@Info(
    id = "deep-shap",
    title = "Deep SHAP",
    summary = "DeepLIFT averaged over a background set given as the baseline.",
    reference = "Lundberg and Lee 2017, arXiv:1705.07874")
public record DeepShap() implements NetworkExplainer {
  @Override
  public Sum sum() {
    return Sum.DIFFERENCE;
  }

  @Override
  public boolean background() {
    return true;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Network network = RowsFirst.of(Unrolled.of(model, inputs), inputs);
    Propagation propagation = context.engine().propagation(network, RescaleRules.of(network));
    return rows -> mean(propagation, rows).array();
  }

  private static Tensor mean(Propagation propagation, Rows rows) {
    Tensor x = propagation.device().of(rows.inputs());
    Tensor bases = propagation.device().of(rows.baseline());
    Tape end = propagation.forward(x);
    Target.Resolved target = rows.target(end.output().array());
    int background = (int) bases.size(0);
    int together = RowVersions.together(end);
    VersionSum sum = new VersionSum(x);
    for (int first = 0; first < background; first += together) {
      int start = first;
      int count = Math.min(together, background - first);
      Chunks.scoped(
          () -> {
            Tensor to = RowVersions.versions(x, count);
            Tensor from = RowVersions.spread(bases.rows(start, start + count), x.size(0));
            Tape tape = propagation.forward(x.device().concat(0, to, from));
            double[] shares = new double[2 * count];
            Arrays.fill(shares, 1.0 / background);
            Tensor signal = RowVersions.signal(target, shares, tape.output());
            Tensor multipliers = ReferencePairs.rows(propagation.backward(tape, signal));
            sum.add(multipliers.mul(to.sub(from)));
          });
    }
    return sum.get();
  }
}
