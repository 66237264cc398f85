package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.run.InputException;

/** Writes a student that distillation gave as a model of Deeplearning4j. */
public final class StudentModel {
  private StudentModel() {}

  /**
   * Writes the student, and how it was made and how good it is beside it as {@code .json}.
   *
   * @param zip file of the model, named {@code .zip}
   * @param surrogate whose form is a student
   * @param shape of a row, a table's [d] or a picture's [c, h, w]
   * @throws InputException if rows have another shape, or the file cannot be written
   */
  public static void write(Path zip, Surrogate surrogate, long... shape) {
    if (!(surrogate.form() instanceof Surrogate.Student student)) {
      throw new InputException(
          "Only a network or a linear student is written as .zip; write this one as .json or .csv.");
    }
    InputException.check(
        shape.length == 1 || shape.length == 3,
        "A student of rows of the shape %s cannot be written as .zip; write it as .json.",
        Arrays.toString(shape));
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("fidelity", surrogate.fidelity());
    provenance.put("rows", surrogate.rows());
    surrogate.accuracy().forEach(a -> provenance.put("accuracy", a));
    provenance.put("made", surrogate.provenance());
    TrainedModel.write(zip, model(student.layers(), shape), provenance);
  }

  private static MultiLayerNetwork model(List<Surrogate.Stage> stages, long... shape) {
    NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder().seed(0).list();
    for (Surrogate.Stage s : stages.subList(0, stages.size() - 1)) {
      layers.layer(
          new DenseLayer.Builder()
              .nOut(s.biases().length)
              .activation(s.rectified() ? Activation.RELU : Activation.IDENTITY)
              .build());
    }
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            layers
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(stages.get(stages.size() - 1).biases().length)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(
                    shape.length == 1
                        ? InputType.feedForward(shape[0])
                        : InputType.convolutional(shape[1], shape[2], shape[0]))
                .build());
    model.init();
    for (int l = 0; l < stages.size(); l++) {
      double[][] w = stages.get(l).weights();
      double[] flat = Arrays.stream(w).flatMapToDouble(Arrays::stream).toArray();
      double[] b = stages.get(l).biases();
      model.setParam(l + "_W", NdArrays.array(DataType.FLOAT, flat, w.length, b.length));
      model.setParam(l + "_b", NdArrays.array(DataType.FLOAT, b, 1, b.length));
    }
    return model;
  }
}
