package org.xai4j.lrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Against Zennit 1.0 and Captum 0.8 in float64, and the identities of the basic rule. */
class LrpGoldenTest {
  @ParameterizedTest
  @CsvSource({
    "1e-6,zennit_epsilon_1e-6,cnn", "0.25,zennit_epsilon_0.25,cnn",
    "1e-6,zennit_epsilon_1e-6,mlp", "0.25,zennit_epsilon_0.25,mlp",
    "1e-9,lrp_captum_epsilon_1e-9,mlp", "0.01,lrp_captum_epsilon_0.01,mlp"
  })
  void epsilonEqualsThePeers(double epsilon, String golden, String name) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      Network network = Goldens.network(name).as(type);
      INDArray x = Goldens.first(Goldens.inputs(name, type), 8);
      INDArray r = new LrpEpsilon(epsilon).explain(network, x, Context.standard()).values();
      double error = Goldens.error(Goldens.array("ref/" + name + "/" + golden + ".npy"), r);
      assertTrue(
          error <= (type == DataType.FLOAT ? 1e-5 : 1e-9), type + " " + golden + " " + error);
    }
  }

  @Test
  void basicRuleIsInputTimesGradientOnRectifiers() {
    for (String name : new String[] {"cnn", "mlp"}) {
      Network network = Goldens.network(name).as(DataType.DOUBLE);
      INDArray x = Goldens.first(Goldens.inputs(name, DataType.DOUBLE), 8);
      INDArray r = new LrpZero().explain(network, x, Context.standard()).values();
      double error = Goldens.error(Goldens.array("ref/" + name + "/input_x_gradient.npy"), r);
      assertTrue(error <= 1e-12, name + ": " + error);
    }
  }

  @Test
  void basicRuleDiffersFromInputTimesGradientOnTanh() {
    Network network =
        Network.sequential(
            new long[] {5},
            new Dense(Draw.normal(1, 5, 7), Draw.normal(2, 7)),
            Activation.of(Activation.Function.TANH),
            new Dense(Draw.normal(3, 7, 3), Draw.normal(4, 3)));
    INDArray x = Draw.normal(5, 4, 5);
    INDArray r = new LrpZero().explain(network, x, Context.standard()).values();
    INDArray g =
        new org.xai4j.core.testing.InputGradient().explain(network, x, Context.standard()).values();
    assertTrue(Goldens.error(g.mul(x), r) > 0.01);
  }

  @Test
  void relevanceIsConservedWithoutBiases() {
    Network network =
        Network.sequential(
            new long[] {6},
            new Dense(Draw.normal(1, 6, 9), Draw.normal(2, 9).mul(0)),
            Activation.relu(),
            new Dense(Draw.normal(3, 9, 3), Draw.normal(4, 3).mul(0)));
    INDArray x = Draw.normal(5, 10, 6);
    Attribution a = new LrpZero().explain(network, x, Context.standard());
    double[] r = NdArrays.doubles(a.values().sum(1));
    for (int i = 0; i < 10; i++) {
      assertEquals(a.scores()[i], r[i], 1e-12);
    }
  }

  @Test
  void batchNormalisationIsMergedFirst() {
    INDArray w = Draw.normal(1, 4, 2, 3, 3);
    INDArray b = Draw.normal(2, 4);
    BatchNormalization norm =
        new BatchNormalization(
            Draw.normal(3, 4), Draw.normal(4, 4), Draw.normal(5, 4), Draw.positive(6, 4), 1e-3, 1);
    Convolution convolution =
        new Convolution(
            w,
            b,
            java.util.List.of(1, 1),
            java.util.List.of(1, 1, 1, 1),
            java.util.List.of(1, 1),
            1);
    INDArray scale = norm.scale();
    Convolution folded =
        convolution.with(w.mul(scale.reshape('c', 4, 1, 1, 1)), b.mul(scale).add(norm.shift()));
    Dense out = new Dense(Draw.normal(7, 64, 3), Draw.normal(8, 3));
    long[] shape = {2, 4, 4};
    Network given =
        Network.sequential(shape, convolution, norm, Activation.relu(), Reshape.flatten(), out);
    Network merged = Network.sequential(shape, folded, Activation.relu(), Reshape.flatten(), out);
    INDArray x = Draw.normal(9, 5, 2, 4, 4);
    LrpEpsilon method = new LrpEpsilon(0.1);
    INDArray expected = method.explain(merged, x, Context.standard()).values();
    INDArray actual = method.explain(given, x, Context.standard()).values();
    assertTrue(Goldens.error(expected, actual) <= 1e-12);
  }
}
