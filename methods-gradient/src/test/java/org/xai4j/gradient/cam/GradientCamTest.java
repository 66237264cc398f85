package org.xai4j.gradient.cam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;

/** Class activation maps against Captum, and by their formulas. */
class GradientCamTest {
  private static final Context STANDARD = Context.standard();

  @Test
  void equalsCaptum() {
    for (String layer : new String[] {"conv2", "relu2"}) {
      Optional<String> at = Optional.of(layer);
      String name = "gradcam_" + layer;
      Check.golden(new GradCam(at, true, false, Enlargement.BILINEAR), "cnn", name, STANDARD, 1e-9);
      Check.golden(
          new GradCam(at, true, true, Enlargement.BILINEAR), "cnn", name + "_relu", STANDARD, 1e-9);
    }
    Check.golden(new GradCam(), "cnn", "gradcam_conv2_relu_up_bilinear", STANDARD, 1e-9);
    Check.golden(new GuidedGradCam(), "cnn", "guided_gradcam_conv2_bilinear", STANDARD, 1e-9);
    Enlargement nearest = Enlargement.NEAREST;
    GradCam cells = new GradCam(Optional.empty(), false, true, nearest);
    Check.golden(cells, "cnn", "gradcam_conv2_relu_up_nearest", STANDARD, 1e-9);
    GuidedGradCam guided = new GuidedGradCam(Optional.empty(), nearest);
    Check.golden(guided, "cnn", "guided_gradcam_conv2", STANDARD, 1e-9);
  }

  @Test
  void hiResCamSumsGradientTimesActivation() {
    INDArray product = Goldens.array("ref/cnn/layer_gradxact_conv2.npy").sum(true, 1);
    INDArray map =
        Check.explain(
                new HiResCam(Optional.empty(), true, false, Enlargement.BILINEAR),
                "cnn",
                DataType.DOUBLE,
                STANDARD)
            .values();
    assertTrue(Goldens.error(product, map) <= 1e-9);
  }

  @Test
  void everyMapHasTheShapeOfTheInputAndIsFinite() {
    for (NetworkExplainer method :
        List.of(
            new GradCam(),
            new GradCamPlusPlus(),
            new LayerCam(),
            new HiResCam(),
            new ScoreCam(),
            new EigenCam())) {
      INDArray map = Check.explain(method, "cnn", DataType.FLOAT, STANDARD).values();
      assertArrayEquals(new long[] {8, 1, 28, 28}, map.shape(), method.toString());
      assertTrue(map.maxNumber().doubleValue() > 0, method.toString());
    }
  }

  @Test
  void eigenCamFindsTheFirstComponent() {
    double[][] a = {{3, 0, 0}, {4, 0, 0}, {0, 0.1, 0}};
    assertArrayEquals(new double[] {5, 0, 0}, EigenCam.projection(a), 1e-9);
  }

  @Test
  void enlargingKeepsConstantsAndMiddles() {
    Network model = Goldens.network("cnn");
    Tensor plane =
        STANDARD
            .engine()
            .device(DataType.DOUBLE)
            .of(DataType.DOUBLE, new double[] {0, 1, 2, 3}, 1, 1, 2, 2);
    double[] wide = Enlargement.BILINEAR.resize(plane, 1, 4, model).doubles();
    assertArrayEquals(new double[] {1, 1.25, 1.75, 2}, wide, 1e-12);
    double[] cells = Enlargement.NEAREST.resize(plane, 4, 2, model).doubles();
    assertArrayEquals(new double[] {0, 1, 0, 1, 2, 3, 2, 3}, cells, 0);
  }

  @Test
  void scoreCamWeightsAddUpToOne() {
    INDArray map =
        Check.explain(
                new ScoreCam(Optional.of("relu2"), true, true, Enlargement.BILINEAR),
                "cnn",
                DataType.DOUBLE,
                STANDARD)
            .values();
    INDArray activations = Goldens.array("cnn/acts_f64_first8/relu2.npy");
    double[] largest = NdArrays.doubles(activations.max(1));
    double[] values = NdArrays.doubles(map);
    for (int i = 0; i < values.length; i++) {
      assertTrue(values[i] >= 0 && values[i] <= largest[i] + 1e-9);
    }
  }

  @Test
  void mapsNeedChannelsOverCells() {
    InputException none =
        assertThrows(
            InputException.class,
            () -> Check.explain(new GradCam(), "mlp", DataType.FLOAT, STANDARD));
    assertEquals(
        "The method grad-cam does not apply: the network has no convolution; name a layer of the shape [n, channels, …] by the"
            + " parameter layer.",
        none.getMessage());
    InputException flat =
        assertThrows(
            InputException.class,
            () ->
                Check.explain(
                    new GradCam(Optional.of("fc1"), false, true, Enlargement.BILINEAR),
                    "cnn",
                    DataType.FLOAT,
                    STANDARD));
    assertTrue(flat.getMessage().startsWith("Layer 'fc1' gives the shape [n, 128]"));
  }
}
