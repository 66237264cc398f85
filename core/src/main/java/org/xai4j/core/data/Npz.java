package org.xai4j.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * NumPy's {@code .npz} files: named arrays in a zip archive. Equal arrays give equal bytes: entries
 * are stored without compression (whose bytes differ between zlib versions) and carry a fixed time.
 */
public final class Npz {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Reads all arrays of a file.
   *
   * @param file path
   * @return FLOAT or DOUBLE arrays by name, in the file's order
   * @throws InputException if it is missing, damaged, or holds no array
   */
  public static Map<String, INDArray> read(Path file) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      throw new InputException("There is no file " + file + ".");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        if (entry.getName().endsWith(".npy")) {
          try (InputStream in = zip.getInputStream(entry)) {
            String name = entry.getName().substring(0, entry.getName().length() - 4);
            InputException.check(
                !arrays.containsKey(name), "The file %s holds two arrays '%s'.", file, name);
            arrays.put(
                name,
                Npy.parse(
                    Budget.readAll(in, "The array " + name + " of " + file),
                    file + " (" + name + ")"));
          }
        }
      }
    } catch (ZipException | java.io.EOFException | IllegalArgumentException e) {
      throw new InputException(
          "The file " + file + " is not a complete .npz archive; write it again.", e);
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
    InputException.check(!arrays.isEmpty(), "The file %s holds no .npy arrays.", file);
    return arrays;
  }

  /**
   * Reads one array of a file.
   *
   * @param file path
   * @param name of the array, without {@code .npy}
   * @return FLOAT or DOUBLE array
   * @throws InputException if there is no such array; the message names those there are
   */
  public static INDArray read(Path file, String name) {
    Map<String, INDArray> arrays = read(file);
    INDArray array = arrays.get(name);
    if (array == null) {
      throw new InputException(
          "The file "
              + file
              + " has no array '"
              + name
              + "'"
              + Registry.suggestion(name, arrays.keySet())
              + "; it has "
              + String.join(", ", arrays.keySet())
              + ".");
    }
    return array;
  }

  /**
   * Writes arrays, in the order of the map.
   *
   * @param file path; folders are made
   * @param arrays by name
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, Map<String, INDArray> arrays) {
    WholeFile.write(
        file,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
              byte[] bytes = Npy.bytes(array.getValue());
              CRC32 crc = new CRC32();
              crc.update(bytes);
              ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
              entry.setTimeLocal(TIME);
              entry.setSize(bytes.length);
              entry.setCompressedSize(bytes.length);
              entry.setCrc(crc.getValue());
              zip.putNextEntry(entry);
              zip.write(bytes);
              zip.closeEntry();
            }
          }
        });
  }
}
