package org.xai4j.evaluation.axiomatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.control.InputMagnitude;

/** Axioms of linear models. */
class AxiomaticTest {
  @Test
  void nonSensitivityCountsContradictions() {
    NonSensitivity metric = new NonSensitivity();
    assertEquals(0, Toy.value(metric, Toy.ones(Toy.linear(3, 2, 1), 3, 2, 1)));
    assertEquals(1, Toy.value(metric, Toy.ones(Toy.linear(3, 2, 1), 0, 2, 1)));
    assertEquals(2, Toy.value(metric, Toy.ones(Toy.linear(3, 0, 1), 0, 1, 1)));
  }

  @Test
  void aShiftThatIsUndone() {
    Subject gradient = Toy.explained(Toy.network(3, 2, 1), new InputGradient(), Toy.row(1, 1, 1));
    assertEquals(0, Toy.value(new InputInvariance(), gradient), 1e-12);
    Subject magnitude = Toy.explained(Toy.network(3, 2, 1), new InputMagnitude(), Toy.row(1, 1, 1));
    assertEquals(1, Toy.value(new InputInvariance(), magnitude), 1e-12);
    assertEquals(2, Toy.value(new InputInvariance(2), magnitude), 1e-12);
  }

  @Test
  void aShiftedConvolutionIsTheSameFunction() {
    Network cnn = Goldens.cnn();
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 2);
    Subject subject = Toy.explained(cnn, new InputGradient(), x);
    assertEquals(0, Toy.value(new InputInvariance(0.5), subject), 1e-4);
  }

  @Test
  void paddingCannotBeShifted() {
    Network padded =
        Network.sequential(
            new long[] {1, 3, 3},
            new Convolution(
                NdArrays.array(
                    DataType.DOUBLE, new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 1, 3, 3),
                NdArrays.array(DataType.DOUBLE, new double[1], 1),
                List.of(1, 1),
                List.of(1, 1, 1, 1),
                List.of(1, 1),
                1),
            Reshape.flatten());
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[9], 1, 1, 3, 3);
    Subject subject = Toy.explained(padded, new InputGradient(), x);
    assertTrue(new InputInvariance().unsuitable(subject).orElseThrow().contains("padding"));
  }
}
