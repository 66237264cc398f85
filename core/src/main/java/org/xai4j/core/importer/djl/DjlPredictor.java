package org.xai4j.core.importer.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;

/**
 * A model of the Deep Java Library ({@code ai.djl:api}) with one array in and one out: a batch [n,
 * …] of floats goes in as it is, and the first array that comes out are the scores [n, k] (or [n],
 * a single score each). Every call has a predictor of its own, as those of DJL bear one thread.
 *
 * @param model loaded by an engine of DJL; whoever loaded it closes it
 */
public record DjlPredictor(Model model) implements org.xai4j.core.network.Predictor {
  @Override
  public INDArray predict(INDArray inputs) {
    try (NDManager manager = model.getNDManager().newSubManager();
        Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
      NDArray rows = manager.create(NdArrays.floats(inputs), new Shape(inputs.shape()));
      NDList answers = predictor.predict(new NDList(rows));
      answers.attach(manager);
      NDArray scores = answers.get(0);
      long[] shape = scores.getShape().getShape();
      InputException.check(
          (shape.length == 1 || shape.length == 2) && shape[0] == inputs.size(0),
          "The DJL model answers %d rows by an array of shape %s, which must be [n, k]; put a block"
              + " behind it that picks the scores.",
          inputs.size(0),
          Arrays.toString(shape));
      InputException.check(
          scores.getDataType() == DataType.FLOAT32 || scores.getDataType() == DataType.FLOAT64,
          "The DJL model answers in %s; its scores must be float32 or float64.",
          scores.getDataType());
      long[] size = {shape[0], shape.length == 1 ? 1 : shape[1]};
      return scores.getDataType() == DataType.FLOAT64
          ? NdArrays.array(inputs.dataType(), scores.toDoubleArray(), size)
          : NdArrays.array(scores.toFloatArray(), size).castTo(inputs.dataType());
    } catch (TranslateException e) {
      throw new PredictionException("The DJL model failed: " + e.getMessage() + ".", e);
    }
  }
}
