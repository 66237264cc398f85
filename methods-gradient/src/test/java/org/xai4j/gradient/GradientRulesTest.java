package org.xai4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.deeplift.DeepLift;
import org.xai4j.gradient.deeplift.DeepShap;

/** Rules other than the gradient, layers and neurons against Captum, Zennit and SHAP. */
class GradientRulesTest {
  @ParameterizedTest
  @CsvSource({"cnn", "mlp"})
  void rectifierRulesEqualTheReferences(String model) {
    Context c = Context.standard();
    Check.golden(new GuidedBackprop(), model, "guided_backprop", c, 1e-9);
    Check.golden(new GuidedBackprop(), model, "zennit_guided_backprop", c, 1e-9);
    Check.golden(new DeconvNet(), model, "deconvolution", c, 1e-9);
    Check.golden(new DeconvNet(), model, "zennit_deconvnet", c, 1e-9);
  }

  @Test
  void deepLiftEqualsTheReferences() {
    Context c = Context.standard();
    Context mlpMean = c.with(Baseline.of(Goldens.array("mlp/baseline_mean.npy")));
    Context cnnMean = c.with(Baseline.of(Goldens.array("cnn/baseline_mean.npy")));
    Check.golden(new DeepLift(), "mlp", "deep_lift", c, 1e-9);
    Check.golden(new DeepLift(), "mlp", "deep_lift_meanbaseline", mlpMean, 1e-9);
    Check.golden(new DeepLift(), "cnn", "deep_lift_own_zero", c, 1e-9);
    Check.golden(new DeepLift(), "cnn", "shap_deep_zero_baseline", c, 1e-9);
    Check.golden(new DeepLift(), "cnn", "deep_lift_own_meanbaseline", cnnMean, 1e-9);
  }

  @Test
  void deepShapEqualsTheReferences() {
    INDArray all = Goldens.array("mlp/background.npy");
    INDArray images = Goldens.array("cnn/inputs.npy").get(NDArrayIndex.interval(8, 24)).dup('c');
    Context c = Context.standard();
    Context first = c.with(Baseline.of(Goldens.first(all, 16)));
    Check.golden(new DeepShap(), "mlp", "deep_lift_shap", first, 1e-9);
    Check.golden(new DeepShap(), "mlp", "shap_deep", c.with(Baseline.of(all)), 1e-9);
    Check.golden(new DeepShap(), "cnn", "shap_deep", c.with(Baseline.of(images)), 1e-9);
    Check.golden(new DeepShap(), "cnn", "deep_lift_own_16bg", c.with(Baseline.of(images)), 1e-9);
  }

  @Test
  void layersAndNeuronsEqualTheReferences() {
    Context layer = Context.standard().withLayer("conv2");
    Check.golden(new InputXGradient(), "cnn", "layer_gradxact_conv2", layer, 1e-9);
    Context neuron = Context.standard().with(Target.parse("fc1:0"));
    Check.golden(new Gradient(), "cnn", "neuron_gradient_fc1_0", neuron, 1e-9);
    Network conv2 = Goldens.cnn().upTo(Goldens.cnn().node("conv2"));
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 8);
    INDArray expected = Goldens.array("ref/cnn/layer_activation_conv2.npy");
    assertTrue(Goldens.error(expected, conv2.predict(x)) <= 1e-5);
  }

  @Test
  void layerAttributionsAddUp() {
    for (AttributionExplainer<Network> method :
        new NetworkExplainer[] {new DeepLift(), new DeepShap()}) {
      for (String layer : new String[] {"conv1", "relu1", "pool1", "relu2", "fc1"}) {
        Context c = Context.standard().withLayer(layer);
        double error = Check.incompleteness(Check.explain(method, "cnn", DataType.FLOAT, c));
        assertTrue(error <= 1e-5, method + " at " + layer + ": " + error);
      }
    }
  }

  @Test
  void unknownLayersAreNamed() {
    Context c = Context.standard().withLayer("conv9");
    InputException e =
        assertThrows(
            InputException.class, () -> Check.explain(new Gradient(), "cnn", DataType.FLOAT, c));
    assertEquals(
        "The network has no layer 'conv9'; it has input, conv1, relu1, pool1, conv2, relu2, pool2,"
            + " flatten, fc1, relu3, fc2.",
        e.getMessage());
  }
}
