package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.core.run.InputException;

/** Parquet files, byte for byte as one that pyarrow has read. */
class ParquetTest {
  @TempDir Path folder;

  /**
   * The file in the resources was read by {@code pyarrow.parquet.read_table} of pyarrow 25.0.1,
   * also with {@code page_checksum_verification}, as the rows below in two groups, the texts and
   * types as here, and nan for the gap.
   */
  @Test
  void theBytesAreThoseThatPyarrowRead() throws Exception {
    Path file = folder.resolve("t.parquet");
    Parquet.write(
        file,
        List.of("row", "big", "value", "point", "feature"),
        List.of(
            List.of(0, 5L, 0.1f, "", "age"),
            List.of(1, 1L << 40, -0f, 0.1, "größe"),
            List.of(-70000, 7, Float.NaN, 2, "")),
        2);
    try (InputStream in = ParquetTest.class.getResourceAsStream("/parquet/t.parquet")) {
      assertArrayEquals(in.readAllBytes(), Files.readAllBytes(file));
    }
  }

  @Test
  void aTableWithoutRowsIsRefusedAndAnOldFileStays() throws Exception {
    Path file = Files.writeString(folder.resolve("old.parquet"), "old");
    String said =
        assertThrows(InputException.class, () -> Parquet.write(file, List.of("a"), List.of()))
            .getMessage();
    assertTrue(said.contains("no rows"), said);
    assertTrue(Files.readString(file).equals("old"));
  }
}
