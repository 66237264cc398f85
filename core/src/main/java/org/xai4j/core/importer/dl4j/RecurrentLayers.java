package org.xai4j.core.importer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Recurrent;

/** Recurrent layers on [n, features, time]. */
final class RecurrentLayers {
  /** Where the model keeps the blocks i, f, g, o: its order is candidate, forget, output, input. */
  private static final int[] BLOCKS = {3, 1, 0, 2};

  private RecurrentLayers() {}

  /** One direction, possibly only its last step. */
  static ModelValue recurrent(
      Assembly to, Weights weights, ModelValue x, Layer conf, boolean reverse) {
    if (conf instanceof LastTimeStep wrapper) {
      ModelValue all = recurrent(to, weights, x, wrapper.getUnderlying(), reverse);
      return step(to, all, reverse ? 0 : -1);
    }
    if (conf instanceof Bidirectional both) {
      return bidirectional(to, weights, x, both);
    }
    boolean lstm = conf.getClass() == LSTM.class;
    if (!lstm && conf.getClass() != SimpleRnn.class) {
      throw to.unsupported("a " + conf.getClass().getSimpleName());
    }
    if (weights.has("g")) {
      throw to.unsupported("a SimpleRnn with layer normalization");
    }
    if (x.kind() != ModelValue.Kind.SEQUENCE) {
      throw to.unsupported("a recurrent layer on other than sequences");
    }
    BaseRecurrentLayer layer = (BaseRecurrentLayer) conf;
    INDArray r = weights.get("RW");
    int h = (int) r.size(0);
    Recurrent built =
        new Recurrent(
            lstm ? Recurrent.Cell.LSTM : Recurrent.Cell.SIMPLE,
            ordered(weights.get("W"), h, lstm),
            ordered(r, h, lstm),
            Weights.flat(ordered(weights.get("b").reshape('c', 1, r.size(1)), h, lstm)),
            weights.zeros(r.size(1)),
            lstm
                ? Activations.recurrent(to, ((LSTM) conf).getGateActivationFn())
                : Activation.of(Activation.Function.SIGMOID),
            Activations.recurrent(to, layer.getActivationFn()),
            false,
            reverse,
            Recurrent.Layout.BATCH_FEATURE_TIME);
    return x.at(to.add(built, x.node()), h);
  }

  private static INDArray ordered(INDArray w, int h, boolean lstm) {
    if (!lstm) {
      return w;
    }
    INDArray[] blocks = new INDArray[4];
    for (int i = 0; i < 4; i++) {
      blocks[i] =
          w.get(
              NDArrayIndex.all(),
              NDArrayIndex.interval((long) BLOCKS[i] * h, (long) (BLOCKS[i] + 1) * h));
    }
    return Nd4j.concat(1, blocks).dup('c');
  }

  /** One time step: [n, features, time] to [n, features]. */
  static ModelValue step(Assembly to, ModelValue x, long index) {
    if (x.kind() != ModelValue.Kind.SEQUENCE) {
      throw to.unsupported("a last time step of other than sequences");
    }
    return ModelValue.table(to.add(new Gather(2, List.of(index), true), x.node()), x.channels());
  }

  private static ModelValue bidirectional(
      Assembly to, Weights weights, ModelValue x, Bidirectional conf) {
    ModelValue forward = recurrent(to, weights.part("f"), x, conf.getFwd(), false);
    ModelValue backward = recurrent(to, weights.part("b"), x, conf.getBwd(), true);
    int a = forward.node();
    int b = backward.node();
    return switch (conf.getMode()) {
      case CONCAT ->
          forward.at(to.add(new Concat(forward.featureAxis()), a, b), 2 * forward.channels());
      case ADD -> forward.at(to.add(new Elementwise(Elementwise.Operation.ADD), a, b));
      case MUL -> forward.at(to.add(new Elementwise(Elementwise.Operation.MULTIPLY), a, b));
      case AVERAGE -> {
        int sum = to.help(new Elementwise(Elementwise.Operation.ADD), a, b);
        yield forward.at(
            to.add(new Elementwise(Elementwise.Operation.MULTIPLY), sum, to.constant(0.5)));
      }
    };
  }
}
