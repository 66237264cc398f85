package org.xai4j.core.importer.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import onnx.Onnx.ModelProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;
import org.xai4j.core.importer.onnx.internal.DataFiles;
import org.xai4j.core.importer.onnx.internal.StoredTensors;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Reads ONNX files as PyTorch, Keras (through tf2onnx) and other tools write them, operator sets 7
 * to 24. Constant parts of the graph are computed when the file is read, and so is arithmetic on
 * shapes; the batch size stays free even where the file fixes it. The activations' composite forms
 * (GELU, SiLU, Mish, hard swish, layer normalisation) are recognised and become one layer.
 */
public final class OnnxImporter {
  private OnnxImporter() {}

  /**
   * Reads a file. Weights may lie in data files beside it.
   *
   * @param file path of the {@code .onnx} file
   * @return the network up to the file's first output that is not integer
   * @throws InputException if the file is missing, damaged or uses what is not supported
   */
  public static Network read(Path file) {
    return read(file, OnnxRequest.standard());
  }

  /**
   * Reads a file up to a given output.
   *
   * @param file path of the {@code .onnx} file
   * @param output name of one of the graph's outputs
   * @return the network up to that output
   * @throws InputException if the file is missing, damaged or uses what is not supported
   */
  public static Network read(Path file, String output) {
    return read(file, OnnxRequest.standard().withOutput(output));
  }

  /**
   * Reads what is asked for of a file.
   *
   * @param file path of the {@code .onnx} file
   * @param request the input and output to explain, and lengths
   * @return the network from that input to that output
   * @throws InputException if the file is missing, damaged or uses what is not supported
   */
  public static Network read(Path file, OnnxRequest request) {
    return parse(bytes(file), file.toString(), file, request);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes all of them
   * @param name for messages
   * @return the network up to the file's first output that is not integer
   * @throws InputException if they are damaged or use what is not supported
   */
  public static Network parse(byte[] bytes, String name) {
    return parse(ByteString.copyFrom(bytes), name, null, OnnxRequest.standard());
  }

  /**
   * The ONNX operators that can be read.
   *
   * @return operator types in alphabetical order
   */
  public static Set<String> operators() {
    return new TreeSet<>(Handlers.ALL.keySet());
  }

  /**
   * Whether a file holds quantised numbers: such a network is that of its dequantised weights,
   * whose activations are cut to the range of their codes but not rounded to them.
   *
   * @param file path of the {@code .onnx} file
   * @return true where an operator quantises or dequantises
   * @throws InputException if the file is missing or damaged
   */
  public static boolean quantised(Path file) {
    return model(bytes(file), file.toString()).getGraph().getNodeList().stream()
        .anyMatch(
            node ->
                node.getOpType().endsWith("quantizeLinear")
                    || node.getOpType().endsWith("QuantizeLinear"));
  }

  /** The file's bytes where they lie: weights are copied out of them once, when a layer is made. */
  private static ByteString bytes(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return UnsafeByteOperations.unsafeWrap(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (NoSuchFileException e) {
      throw new InputException("There is no file " + file + ".", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static Network parse(
      ByteString bytes, String name, @Nullable Path file, OnnxRequest request) {
    ModelProto model = model(bytes, name);
    InputException.check(
        model.hasGraph(),
        "The file %s is not an ONNX model, or it is cut short: it has no graph.",
        name);
    InputException.check(
        model.getGraph().getNodeCount() > 0, "The graph of the ONNX file %s is empty.", name);
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    return new Conversion(model, name, new StoredTensors(new DataFiles(folder))).run(request);
  }

  private static ModelProto model(ByteString bytes, String name) {
    try {
      CodedInputStream input = bytes.newCodedInput();
      input.enableAliasing(true);
      return ModelProto.parseFrom(input);
    } catch (IOException e) {
      throw new InputException(
          "The file " + name + " is not an ONNX model, or it is cut short or damaged.", e);
    }
  }
}
