package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Layers that run as one against the same layers one by one. */
class PooledConvolutionTest {
  @ParameterizedTest
  @CsvSource({
    "1,28,28,5,5,0",
    "1,9,12,2,3,0",
    "3,11,8,4,3,0",
    "2,10,10,3,3,1",
    "8,12,12,5,5,0",
    "1,10,10,5,4,0",
    "1,70,66,5,5,0",
    "1,9,1100,3,2,0",
    "3,52,45,3,3,0",
    "2,6,6,5,5,0",
    "1,5,7,1,1,0"
  })
  void equalsTheLayersOneByOne(int channels, int h, int w, int kh, int kw, int pad) {
    SplitRandom random = SplitRandom.of(h * 31L + w);
    Convolution convolution =
        new Convolution(
            Draw.normal(random, DataType.FLOAT, 6, channels, kh, kw),
            Draw.normal(random, DataType.FLOAT, 6),
            List.of(1, 1),
            List.of(pad, pad, pad, pad),
            List.of(1, 1),
            1);
    Network network =
        Network.sequential(
            new long[] {channels, h, w},
            convolution,
            Activation.relu(),
            Pooling.square(Pooling.Kind.MAX, 2, 2));
    INDArray x = Draw.normal(random, DataType.FLOAT, 3, channels, h, w);
    Propagation fused = Engine.standard().propagation(network, Rules.GRADIENT);
    Propagation plain = Engine.standard().propagation(network, node -> Rule.GRADIENT);
    Tape one = fused.forward(x);
    Tape other = plain.forward(x);
    assertTrue(Goldens.error(other.output(), one.output()) <= 1e-6);
    assertTrue(Goldens.error(other.output(), Engine.standard().predict(network, x)) <= 1e-6);
    INDArray signal = Draw.normal(random, DataType.FLOAT, one.output().shape());
    INDArray expected = plain.backward(other, signal);
    assertTrue(Goldens.error(expected, fused.backward(one, signal)) <= 1e-5);
    // Nodes inside the group are there for whoever asks.
    for (Node node : network.nodes()) {
      assertTrue(Goldens.error(other.value(node), one.value(node)) <= 1e-6);
      if (node.index() < network.output().index()) {
        INDArray inner = plain.backward(other, network.output(), signal, node);
        INDArray own = fused.backward(one, network.output(), signal, node);
        assertTrue(Goldens.error(inner, own) <= 1e-5, node.name());
      }
    }
  }
}
