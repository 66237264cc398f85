package org.xai4j.gradient;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.Chunks;

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
    Network network = Unrolled.of(context.engine(), model, inputs);
    Propagation propagation = context.engine().propagation(network, RescaleRules.of(network));
    return rows -> mean(propagation, rows);
  }

  private static INDArray mean(Propagation propagation, Rows rows) {
    INDArray x = rows.inputs();
    Tape end = propagation.forward(x);
    Target.Resolved target = rows.target(end.output());
    int background = (int) rows.baseline().size(0);
    int together = Stack.together(end);
    Total sum = new Total(x);
    for (int first = 0; first < background; first += together) {
      int start = first;
      int count = Math.min(together, background - first);
      Chunks.scoped(
          () -> {
            INDArray[] copies = new INDArray[count];
            INDArray[] bases = new INDArray[count];
            for (int b = 0; b < count; b++) {
              copies[b] = x;
              bases[b] =
                  Stack.spread(
                      rows.baseline().get(NDArrayIndex.interval(start + b, start + b + 1)), x);
            }
            INDArray to = Stack.of(copies);
            INDArray from = Stack.of(bases);
            Tape tape = propagation.forward(Stack.of(to, from));
            double[] shares = new double[2 * count];
            Arrays.fill(shares, 1.0 / background);
            INDArray signal = Stack.signal(target, shares, tape.output());
            INDArray multipliers = Pair.rows(propagation.backward(tape, signal));
            sum.add(multipliers.mul(to.sub(from)));
          });
    }
    return sum.get();
  }
}
