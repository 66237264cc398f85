package org.xai4j.lrp.decomposition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentTrace;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Network;
import org.xai4j.core.testing.Goldens;

/** A group's part and the rest add up to the score. */
class LstmDecompositionTest {
  @Test
  void decompositionOfAGroupAndTheRestIsTheLogitWithoutItsBias() {
    Network network = Goldens.lstm().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("lstm", DataType.DOUBLE), 2);
    double[] ids = new double[30 * 8];
    double[] mask = new double[30 * 8];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i / 8 < 12 ? 0 : 1;
      mask[i] = 1 - ids[i];
    }
    FeatureGroups groups =
        new FeatureGroups.Given(NdArrays.array(DataType.DOUBLE, ids, 30, 8), "halves");
    Context context = Context.standard().with(Target.of(1)).with(groups);
    Attribution a = new ContextualDecomposition().explain(network, x, context);
    Dense out = (Dense) network.output().layer();
    RecurrentTrace trace =
        RecurrentTrace.of(
            new RecurrentCell((Recurrent) network.node("lstm").layer()), Engines.reference().of(x));
    double[] weights = new double[30 * 2 * 32];
    double[] last = NdArrays.doubles(out.weights().getColumn(1));
    for (int i = 0; i < 2; i++) {
      System.arraycopy(last, 0, weights, (29 * 2 + i) * 32, 32);
    }
    for (int i = 0; i < 2; i++) {
      double[] parts = new LstmDecomposition(trace).split(i, mask, weights);
      assertEquals(a.scores()[i] - out.bias().getDouble(1), parts[0] + parts[1], 1e-12);
      assertEquals(parts[0], a.values().getDouble(i, 0, 0), 1e-12);
    }
  }
}
