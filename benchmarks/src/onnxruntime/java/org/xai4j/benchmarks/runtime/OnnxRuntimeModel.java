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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.SeveralInputs;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;

/**
 * An ONNX file in a session of ONNX Runtime, from one of its inputs to one output; its other inputs
 * are held at values that are the same for all rows. Outputs are taken as they are: what is a logit
 * and what a probability the file does not tell.
 *
 * @param environment of the session
 * @param session that runs it, by any thread
 * @param input name of the input
 * @param kinds of the numbers of all inputs, by name
 * @param held values [1, …] of the other inputs that have some, by name
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
    Map<String, OnnxJavaType> kinds,
    Map<String, INDArray> held,
    List<Long> row,
    int batch,
    String output,
    long width,
    ImageLayout layout,
    String hash)
    implements SeveralInputs {
  private static final Set<OnnxJavaType> NUMBERS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.INT64, OnnxJavaType.INT32);

  /** Inputs that rather go with the content than being it. */
  private static final Pattern BESIDE = Pattern.compile(".*(mask|type_ids|position).*");

  static OnnxRuntimeModel of(
      OrtEnvironment environment,
      OrtSession session,
      Optional<String> explained,
      Optional<String> named,
      String hash)
      throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    Map<String, OnnxJavaType> kinds = new LinkedHashMap<>();
    for (Map.Entry<String, NodeInfo> entry : inputs.entrySet()) {
      if (!(entry.getValue().getInfo() instanceof TensorInfo info)
          || !NUMBERS.contains(info.type)
          || info.getShape().length < 2) {
        throw new InputException(
            "The input "
                + entry.getKey()
                + " of the model is no batch of numbers, which is needed here.");
      }
      kinds.put(entry.getKey(), info.type);
    }
    explained.ifPresent(
        name ->
            InputException.check(
                kinds.containsKey(name),
                "The model has no input '%s'; choose one of %s.",
                name,
                String.join(", ", kinds.keySet())));
    String input =
        explained.orElseGet(
            () ->
                kinds.keySet().stream()
                    .filter(name -> !BESIDE.matcher(name.toLowerCase(Locale.ROOT)).matches())
                    .findFirst()
                    .orElseGet(() -> kinds.keySet().iterator().next()));
    TensorInfo tensor = (TensorInfo) Objects.requireNonNull(inputs.get(input)).getInfo();
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
        kinds,
        Map.of(),
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
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(fill(given, rows), Set.of(output))) {
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
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  /** All inputs of a call; what is held is the same for every row. */
  private Map<String, OnnxTensor> fill(Map<String, OnnxTensor> given, INDArray rows)
      throws OrtException {
    given.put(input, tensor(rows, kind(input)));
    for (Map.Entry<String, INDArray> other : held.entrySet()) {
      INDArray all = other.getValue().repeat(0, rows.size(0));
      given.put(other.getKey(), tensor(all, kind(other.getKey())));
    }
    return given;
  }

  private OnnxJavaType kind(String name) {
    return Objects.requireNonNull(kinds.get(name));
  }

  @Override
  public String explainedInput() {
    return input;
  }

  @Override
  public List<String> open() {
    return kinds.keySet().stream().filter(n -> !n.equals(input) && !held.containsKey(n)).toList();
  }

  @Override
  public OnnxRuntimeModel withHeld(String name, INDArray values) {
    InputException.check(
        kinds.containsKey(name) && !name.equals(input),
        "The model has no other input '%s'; it explains %s beside %s.",
        name,
        input,
        String.join(", ", open()));
    INDArray first = values.get(NDArrayIndex.interval(0, 1));
    InputException.check(
        values.equals(first.repeat(0, values.size(0))),
        "The input '%s' differs between rows, which ONNX Runtime's models are not explained for at"
            + " once; take one row at a time with --rows.",
        name);
    Map<String, INDArray> more = new LinkedHashMap<>(held);
    more.put(name, first.dup());
    return new OnnxRuntimeModel(
        environment, session, input, kinds, more, row, batch, output, width, layout, hash);
  }

  private OnnxTensor tensor(INDArray rows, OnnxJavaType kind) throws OrtException {
    long[] shape = rows.shape();
    return switch (kind) {
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
    return kind(input) == OnnxJavaType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  @Override
  public OnnxRuntimeModel as(DataType newType) {
    return this;
  }

  @Override
  public OnnxRuntimeModel with(ImageLayout other) {
    return new OnnxRuntimeModel(
        environment, session, input, kinds, held, row, batch, output, width, other, hash);
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
