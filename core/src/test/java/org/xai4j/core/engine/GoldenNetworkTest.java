package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Goldens;

/** Forward passes and input gradients against PyTorch and Captum. */
class GoldenNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "cnn,FLOAT,1e-5",
    "cnn,DOUBLE,1e-12",
    "mlp,FLOAT,1e-5",
    "mlp,DOUBLE,1e-12",
    "lstm,FLOAT,1e-5",
    "lstm,DOUBLE,1e-12"
  })
  void logitsEqualPyTorch(String name, DataType type, double tolerance) {
    Network network = Goldens.network(name).as(type);
    INDArray logits = network.predict(Goldens.inputs(name, type));
    double error = Goldens.error(Goldens.array(name + "/logits_f64.npy"), logits);
    assertTrue(error <= tolerance, name + " " + type + ": " + error);
  }

  @ParameterizedTest
  @CsvSource({"cnn,FLOAT,1e-5", "cnn,DOUBLE,1e-9", "mlp,FLOAT,1e-5", "mlp,DOUBLE,1e-9"})
  void gradientEqualsCaptum(String name, DataType type, double tolerance) {
    Network network = Goldens.network(name).as(type);
    INDArray x = Goldens.first(Goldens.inputs(name, type), 8);
    INDArray gradient = gradient(network, x);
    double error = Goldens.error(Goldens.array("ref/" + name + "/saliency_signed.npy"), gradient);
    assertTrue(error <= tolerance, name + " " + type + ": " + error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "fc1", "relu3"})
  void activationsEqualPyTorch(String layer) {
    Network network = Goldens.cnn().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    Tape tape = Engine.standard().propagation(network, Rules.GRADIENT).forward(x);
    INDArray expected = Goldens.array("cnn/acts_f64_first8/" + layer + ".npy");
    assertTrue(Goldens.error(expected, tape.value(network.node(layer)).array()) <= 1e-12);
  }

  @Test
  void eightThreadsGiveTheSameBytes() throws Exception {
    Network network = Goldens.cnn();
    INDArray x = Goldens.inputs("cnn", DataType.FLOAT);
    float[] expected = NdArrays.floats(gradient(network, x));
    float[] logits = NdArrays.floats(network.predict(x));
    var pool = Executors.newFixedThreadPool(8);
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      work.add(
          () -> {
            assertArrayEquals(expected, NdArrays.floats(gradient(network, x)));
            assertArrayEquals(logits, NdArrays.floats(network.predict(x)));
            return null;
          });
    }
    for (Future<Void> done : pool.invokeAll(work)) {
      done.get();
    }
    pool.shutdown();
  }

  @Test
  void chunksChangeNothingButRounding() {
    for (String name : new String[] {"cnn", "mlp", "lstm"}) {
      Network network = Goldens.network(name);
      INDArray x = Goldens.inputs(name, DataType.FLOAT);
      INDArray whole = gradient(network, x);
      for (int chunk : new int[] {1, 7, 64}) {
        Gathered parts = new Gathered(x.size(0));
        Chunks.run(
            x.size(0),
            new Execution(chunk, 2),
            (from, to) ->
                parts.put(
                    from,
                    gradient(
                        network, x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(from, to)))));
        assertTrue(Goldens.error(whole, parts.get()) <= 1e-6, name + " in chunks of " + chunk);
      }
    }
  }

  @Test
  void headAndTailMakeTheWhole() {
    Network network = Goldens.cnn();
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 4);
    Node node = network.node("pool1");
    INDArray middle = network.upTo(node).predict(x);
    INDArray end = network.from(node, 16, 12, 12).predict(middle);
    assertTrue(Goldens.error(network.predict(x), end) <= 1e-6);
  }

  private static INDArray gradient(Network network, INDArray x) {
    Propagation propagation = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape tape = propagation.forward(x);
    Tensor signal = Target.argmax().resolve(tape.output().array(), 0).signal(tape.output());
    return propagation.backward(tape, signal).array();
  }
}
