package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.core.run.InputException;

class IdxTest {
  private static final byte[] PLAIN = {
    0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, (byte) 253, (byte) 254, (byte) 255
  };

  @TempDir Path folder;

  private static byte[] zipped() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(PLAIN);
    }
    return out.toByteArray();
  }

  @Test
  void readsPlainAndZipped() throws Exception {
    for (byte[] bytes : new byte[][] {PLAIN, zipped()}) {
      Path file = folder.resolve("a.idx");
      Files.write(file, bytes);
      Idx idx = Idx.read(file);
      assertArrayEquals(new long[] {2, 3}, idx.shape());
      assertArrayEquals(new int[] {0, 1, 2, 253, 254, 255}, idx.integers());
      assertEquals(1.0, idx.array(1.0 / 255).getDouble(1, 2));
    }
  }

  @Test
  void refusesEveryTruncation() throws Exception {
    for (byte[] bytes : new byte[][] {PLAIN, zipped()}) {
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        String message =
            assertThrows(
                    InputException.class,
                    () -> Idx.read(new ByteArrayInputStream(cut), "x"),
                    "length " + length)
                .getMessage();
        assertTrue(message.contains("cut short"), message);
      }
    }
  }

  @Test
  void refusesOtherFiles() {
    byte[] wrong = PLAIN.clone();
    wrong[2] = 0x0d;
    assertThrows(InputException.class, () -> Idx.read(new ByteArrayInputStream(wrong), "x"));
    byte[] huge = PLAIN.clone();
    huge[4] = (byte) 0xff;
    huge[8] = (byte) 0xff;
    assertThrows(InputException.class, () -> Idx.read(new ByteArrayInputStream(huge), "x"));
    assertThrows(InputException.class, () -> Idx.read(folder.resolve("missing")));
  }
}
