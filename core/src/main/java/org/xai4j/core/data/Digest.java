package org.xai4j.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;

/** SHA-256 of arrays and texts, as 64 hexadecimal digits. */
public final class Digest {
  private Digest() {}

  /**
   * The digest of an array.
   *
   * @param array any numeric array
   * @return of its shape and of its values as doubles
   */
  public static String of(INDArray array) {
    MessageDigest digest = sha256();
    digest.update(Arrays.toString(array.shape()).getBytes(StandardCharsets.UTF_8));
    double[] flat = NdArrays.doubles(array);
    ByteBuffer bytes = ByteBuffer.allocate(8 * flat.length);
    bytes.asDoubleBuffer().put(flat);
    digest.update(bytes);
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The digest of a text.
   *
   * @param text any text
   * @return of its UTF-8 bytes
   */
  public static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The digest of a file's content.
   *
   * @param file path
   * @return of its bytes
   * @throws org.xai4j.core.run.InputException if it cannot be read
   */
  public static String of(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * An empty SHA-256.
   *
   * @return to be fed with bytes
   */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
