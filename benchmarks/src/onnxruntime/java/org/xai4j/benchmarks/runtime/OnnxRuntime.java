package org.xai4j.benchmarks.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.xai4j.benchmarks.data.ModelRuntime;
import org.xai4j.core.data.Digest;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;

/** Runs ONNX files by ONNX Runtime, on the processor; each call by one thread. */
public final class OnnxRuntime implements ModelRuntime {
  /** Made by the {@code ServiceLoader}. */
  public OnnxRuntime() {}

  @Override
  public String id() {
    return "onnxruntime";
  }

  @Override
  public Model open(Path file, Optional<String> input, Optional<String> output) {
    InputException.check(
        Files.isRegularFile(file) && file.toString().endsWith(".onnx"),
        "ONNX Runtime runs .onnx files; %s is none.",
        file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // Chunks of rows are spread over the workers; so the threads change no byte.
      options.setIntraOpNumThreads(1);
      OrtSession session = environment.createSession(file.toString(), options);
      return OnnxRuntimeModel.of(environment, session, input, output, hash(file));
    } catch (OrtException e) {
      throw new InputException(
          "ONNX Runtime cannot open " + file + ": " + OnnxRuntimeModel.line(e) + ".", e);
    } catch (IOException e) {
      throw new InputException("The file " + file + " cannot be read.", e);
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest sha = Digest.sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[1 << 16];
      for (int n = in.read(block); n > 0; n = in.read(block)) {
        sha.update(block, 0, n);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
