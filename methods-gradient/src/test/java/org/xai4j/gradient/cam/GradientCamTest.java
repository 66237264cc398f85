package org.xai4j.gradient.cam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;
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
    double[] wide = Enlargement.BILINEAR.resize(plane, Nd4j.zeros(1, 1, 1, 4), model).doubles();
    assertArrayEquals(new double[] {1, 1.25, 1.75, 2}, wide, 1e-12);
    double[] cells = Enlargement.NEAREST.resize(plane, Nd4j.zeros(1, 1, 4, 2), model).doubles();
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

  @Test
  void volumesHaveMapsOfTheirThreeAxes() {
    Network model =
        Network.sequential(
            new long[] {2, 4, 5, 6},
            new Convolution(
                Draw.normal(1, 3, 2, 2, 2, 2),
                Draw.normal(2, 3),
                List.of(1, 1, 1),
                List.of(0, 0, 0, 0, 0, 0),
                List.of(1, 1, 1),
                1),
            Activation.relu(),
            Reshape.flatten(),
            new Dense(Draw.normal(3, 3 * 3 * 4 * 5, 2), Draw.normal(4, 2)));
    INDArray x = Draw.normal(5, 2, 2, 4, 5, 6);
    Optional<String> relu = Optional.of(model.nodes().get(2).name());
    Context first = STANDARD.with(Target.of(1));
    INDArray raw =
        new GradCam(relu, true, false, Enlargement.BILINEAR).explain(model, x, first).values();
    // The gradient is the dense layer's column, its mean the weight of a channel.
    INDArray a = STANDARD.engine().predict(model.upTo(model.nodes().get(2)), x);
    INDArray weights =
        ((Dense) model.nodes().get(4).layer()).weights().getColumn(1).reshape('c', 3, 60).mean(1);
    INDArray expected = a.mul(weights.reshape('c', 1, 3, 1, 1, 1)).sum(true, 1);
    assertTrue(Goldens.error(expected, raw) <= 1e-12);
    INDArray wide =
        new GradCam(relu, false, false, Enlargement.BILINEAR).explain(model, x, first).values();
    for (int d = 0; d < 4; d++) {
      for (int h = 0; h < 5; h++) {
        for (int w = 0; w < 6; w++) {
          double value = trilinear(expected, d, h, w, 4, 5, 6);
          assertEquals(value, wide.getDouble(1, 0, d, h, w), 1e-9);
          assertEquals(value, wide.getDouble(1, 1, d, h, w), 1e-9);
        }
      }
    }
  }

  @Test
  void volumesWithChannelsLastKeepTheLayersResolution() {
    Network model =
        Network.sequential(
            new long[] {4, 5, 6, 2},
            new Transpose(List.of(0, 4, 1, 2, 3)),
            new Convolution(
                Draw.normal(1, 3, 2, 2, 2, 2),
                Draw.normal(2, 3),
                List.of(1, 1, 1),
                List.of(0, 0, 0, 0, 0, 0),
                List.of(1, 1, 1),
                1),
            Reshape.flatten(),
            new Dense(Draw.normal(3, 3 * 3 * 4 * 5, 2), Draw.normal(4, 2)));
    INDArray x = Draw.normal(5, 2, 4, 5, 6, 2);
    GradCam raw = new GradCam(Optional.empty(), true, true, Enlargement.BILINEAR);
    assertArrayEquals(new long[] {2, 1, 3, 4, 5}, raw.explain(model, x, STANDARD).values().shape());
    for (NetworkExplainer method : List.of(new GradCam(), new ScoreCam(), new EigenCam())) {
      InputException e =
          assertThrows(InputException.class, () -> method.explain(model, x, STANDARD));
      assertTrue(e.getMessage().contains("raw=true"), e.getMessage());
    }
  }

  @Test
  void longSignalsAreEnlargedWithoutAMatrix() {
    Network model = Goldens.network("cnn");
    double[] values = new double[50_000];
    Arrays.setAll(values, i -> i);
    Tensor signal =
        STANDARD.engine().device(DataType.DOUBLE).of(DataType.DOUBLE, values, 1, 1, 50_000);
    INDArray like = Nd4j.zeros(1, 1, 100_000);
    double[] wide = Enlargement.BILINEAR.resize(signal, like, model).doubles();
    double[] cells = Enlargement.NEAREST.resize(signal, like, model).doubles();
    for (int i = 0; i < wide.length; i++) {
      assertEquals(Math.min(49_999, Math.max(0, (i + 0.5) / 2 - 0.5)), wide[i], 1e-9);
      assertEquals(i / 2, cells[i], 0);
    }
  }

  /** The second row's map at a cell of a finer grid. */
  private static double trilinear(INDArray map, int d, int h, int w, int... sides) {
    int[] cell = {d, h, w};
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      double share = 1;
      int[] at = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        int from = (int) map.size(2 + axis);
        double place = Math.max(0, (cell[axis] + 0.5) * from / sides[axis] - 0.5);
        boolean next = (corner >> axis & 1) == 1;
        double rest = place - (int) place;
        at[axis] = Math.min(from - 1, (int) place + (next ? 1 : 0));
        share *= next ? rest : 1 - rest;
      }
      sum += share * map.getDouble(1, 0, at[0], at[1], at[2]);
    }
    return sum;
  }
}
