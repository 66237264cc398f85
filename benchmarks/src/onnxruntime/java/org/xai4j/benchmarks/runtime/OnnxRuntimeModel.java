package org.xai4j.benchmarks.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;

/**
 * An ONNX file in a session of ONNX Runtime, from its one input to one output. Outputs are taken as
 * they are: what is a logit and what a probability the file does not tell.
 *
 * @param environment of the session
 * @param session that runs it, by any thread
 * @param input name of the input
 * @param taken kind of its numbers
 * @param row shape of a row
 * @param batch rows of every call, or 0 if any number will do
 * @param output name of the output
 * @param width scores of a row, or 0 if the file does not tell
 * @param layout of images
 * @param hash of the file
 */
record OnnxRuntimeModel(
    OrtEnvironment environment,
    OrtSession session,
    String input,
    OnnxJavaType taken,
    List<Long> row,
    int batch,
    String output,
    long width,
    ImageLayout layout,
    String hash)
    implements Model {
  private static final Set<OnnxJavaType> NUMBERS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.INT64, OnnxJavaType.INT32);

  static OnnxRuntimeModel of(
      OrtEnvironment environment, OrtSession session, Optional<String> named, String hash)
      throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    InputException.check(
        inputs.size() == 1,
        "The model has the inputs %s; --engine onnxruntime takes models of one.",
        String.join(", ", inputs.keySet()));
    String input = inputs.keySet().iterator().next();
    TensorInfo tensor =
        inputs.values().iterator().next().getInfo() instanceof TensorInfo info
                && NUMBERS.contains(info.type)
                && info.getShape().length > 1
            ? info
            : null;
    if (tensor == null) {
      throw new InputException(
          "The input " + input + " of the model is no batch of numbers, which is needed here.");
    }
    String output = output(session.getOutputInfo(), named);
    long[] answered =
        Objects.requireNonNull(session.getOutputInfo().get(output)).getInfo()
                instanceof TensorInfo info
            ? info.getShape()
            : new long[0];
    long[] shape = tensor.getShape();
    return new OnnxRuntimeModel(
        environment,
        session,
        input,
        tensor.type,
        Arrays.stream(shape).skip(1).map(d -> d > 0 ? d : -1).boxed().toList(),
        (int) Math.max(0, shape[0]),
        output,
        answered.length == 2 ? Math.max(0, answered[1]) : answered.length == 1 ? 1 : 0,
        ImageLayout.CHANNELS_FIRST,
        hash);
  }

  private static String output(Map<String, NodeInfo> outputs, Optional<String> named) {
    List<String> arrays = new ArrayList<>();
    outputs.forEach(
        (name, node) -> {
          if (node.getInfo() instanceof TensorInfo info
              && (info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.DOUBLE)) {
            arrays.add(name);
          }
        });
    InputException.check(
        !arrays.isEmpty(),
        "The model has no output of floating-point numbers, only %s; export it without ZipMap.",
        String.join(", ", outputs.keySet()));
    named.ifPresent(
        name ->
            InputException.check(
                arrays.contains(name),
                "The model has no output '%s' of floating-point numbers; choose one of %s.",
                name,
                String.join(", ", arrays)));
    return named.orElse(arrays.get(0));
  }

  /** The first line of what the library says, as part of a sentence. */
  static String line(OrtException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
  }

  @Override
  public INDArray predict(INDArray inputs) {
    INDArray rows = accept(inputs);
    int n = (int) rows.size(0);
    if (batch == 0 || batch == n) {
      return run(rows);
    }
    INDArray[] parts = new INDArray[(n + batch - 1) / batch];
    for (int p = 0; p < parts.length; p++) {
      int from = p * batch;
      int to = Math.min(n, from + batch);
      INDArray part = rows.get(NDArrayIndex.interval(from, to));
      // A model of fixed batches gets the last ones filled up by repetition.
      INDArray[] filled = new INDArray[batch - (to - from) + 1];
      Arrays.fill(filled, rows.get(NDArrayIndex.interval(to - 1, to)));
      filled[0] = part;
      INDArray answers = run(filled.length == 1 ? part : Nd4j.concat(0, filled));
      parts[p] = answers.get(NDArrayIndex.interval(0, to - from));
    }
    return Nd4j.concat(0, parts);
  }

  private INDArray run(INDArray rows) {
    try (OnnxTensor given = tensor(rows);
        OrtSession.Result result = session.run(Map.of(input, given), Set.of(output))) {
      OnnxTensor answer = (OnnxTensor) result.get(0);
      long[] shape = answer.getInfo().getShape();
      boolean flat = shape.length == 1;
      long[] size = flat ? new long[] {shape[0], 1} : shape;
      if (answer.getInfo().type == OnnxJavaType.DOUBLE) {
        DoubleBuffer numbers = answer.getDoubleBuffer();
        double[] values = new double[numbers.remaining()];
        numbers.get(values);
        return NdArrays.array(type(), values, size);
      }
      FloatBuffer numbers = answer.getFloatBuffer();
      float[] values = new float[numbers.remaining()];
      numbers.get(values);
      return NdArrays.array(values, size).castTo(type());
    } catch (OrtException e) {
      throw new PredictionException("ONNX Runtime failed: " + line(e) + ".", e);
    }
  }

  private OnnxTensor tensor(INDArray rows) throws OrtException {
    long[] shape = rows.shape();
    return switch (taken) {
      case DOUBLE ->
          OnnxTensor.createTensor(environment, DoubleBuffer.wrap(NdArrays.doubles(rows)), shape);
      case INT64 ->
          OnnxTensor.createTensor(
              environment,
              LongBuffer.wrap(
                  Arrays.stream(NdArrays.doubles(rows)).mapToLong(v -> (long) v).toArray()),
              shape);
      case INT32 ->
          OnnxTensor.createTensor(
              environment,
              IntBuffer.wrap(
                  Arrays.stream(NdArrays.doubles(rows)).mapToInt(v -> (int) v).toArray()),
              shape);
      default ->
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(NdArrays.floats(rows)), shape);
    };
  }

  @Override
  public String kind() {
    return "a model of ONNX Runtime";
  }

  @Override
  public List<Long> inputShape() {
    return row;
  }

  @Override
  public DataType type() {
    return taken == OnnxJavaType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  @Override
  public OnnxRuntimeModel as(DataType newType) {
    return this;
  }

  @Override
  public OnnxRuntimeModel with(ImageLayout other) {
    return new OnnxRuntimeModel(
        environment, session, input, taken, row, batch, output, width, other, hash);
  }

  @Override
  public boolean regression() {
    return width == 1;
  }

  @Override
  public OnnxRuntimeModel logits() {
    return this;
  }

  @Override
  public OnnxRuntimeModel probabilities() {
    return this;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ONNX Runtime: %s [n, %s] to %s",
        input,
        row.stream().map(d -> d < 0 ? "*" : d.toString()).collect(Collectors.joining(", ")),
        output);
  }
}
