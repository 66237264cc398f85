package org.xai4j.core.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.testing.Goldens;

/** Networks taken apart. */
class CutsTest {
  private static final Engine ENGINE = Engine.standard();

  private static void same(Network network, Node node, INDArray inputs) {
    Network apart = Cuts.apart(network, node);
    assertEquals(node, apart.nodes().get(node.index()));
    Propagation whole = ENGINE.propagation(network, Rules.GRADIENT);
    Propagation parted = ENGINE.propagation(apart, Rules.GRADIENT);
    Tape a = whole.forward(inputs);
    Tape b = parted.forward(inputs);
    INDArray ones = Nd4j.ones(network.type(), a.output().shape());
    double bound = network.type() == DataType.FLOAT ? 1e-6 : 1e-12;
    assertTrue(Goldens.error(a.value(node).array(), b.value(node).array()) <= bound);
    INDArray expected = whole.backward(a, network.output(), whole.device().of(ones), node).array();
    INDArray actual = parted.backward(b, apart.output(), parted.device().of(ones), node).array();
    assertTrue(Goldens.error(expected, actual) <= bound);
  }

  @Test
  void aNodeApartHasTheSameValueAndGradient() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      Network cnn = Goldens.cnn().as(type);
      INDArray inputs = Goldens.array("cnn/inputs.npy").castTo(type);
      for (String name : new String[] {"conv1", "relu1", "conv2", "fc1"}) {
        same(cnn, cnn.node(name), inputs);
      }
    }
  }

  @Test
  void nothingChangesWhereSeveralReadTheNode() {
    NetworkBuilder b = Network.builder(3);
    int first = b.add("first", Activation.relu(), 0);
    int second = b.add("second", Activation.relu(), first);
    Network forked =
        b.build(b.add("sum", new Elementwise(Elementwise.Operation.ADD), first, second));
    assertSame(forked, Cuts.apart(forked, forked.node("first")));
    assertSame(forked, Cuts.apart(forked, forked.output()));
    same(forked, forked.node("second"), Nd4j.createFromArray(new float[][] {{1, -2, 3}}));
  }

  @Test
  void theSameNodeIsSetApartOnce() {
    Network cnn = Goldens.cnn();
    assertSame(Cuts.apart(cnn, cnn.node("conv2")), Cuts.apart(cnn, cnn.node("conv2")));
  }
}
