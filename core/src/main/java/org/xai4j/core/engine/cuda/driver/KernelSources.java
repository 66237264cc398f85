package org.xai4j.core.engine.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of the kernels, resources of the package above, and which kernel is in which. */
public final class KernelSources {
  private static final String FOLDER = "/org/xai4j/core/engine/cuda/";

  /** What stands before each file. */
  private static final List<String> HEADERS = List.of("common.cuh", "functions.cuh", "tile.cuh");

  private static final List<String> FILES =
      List.of(
          "elementwise.cu",
          "activation.cu",
          "move.cu",
          "reduce.cu",
          "product.cu",
          "convolution.cu",
          "pooling.cu",
          "normalise.cu",
          "recurrent.cu",
          "relevance.cu",
          "explain.cu",
          "statistics.cu");

  private static final Pattern KERNEL = Pattern.compile("(?m)^(ELEMENTS|BLOCKS) (\\w+)\\(");

  private static final Map<String, Kernel> KERNELS = kernels();

  private static final Pattern ENUMERATION = Pattern.compile("enum (\\w+) \\{([^}]*)\\}");

  private static final Map<String, Integer> CONSTANTS = constants();

  private KernelSources() {}

  /**
   * Where a kernel is.
   *
   * @param name of the kernel
   * @param file its source
   * @param together whether the threads of a block work together
   */
  public record Kernel(String name, String file, boolean together) {
    /**
     * Whether the factors that it multiplies can be rounded.
     *
     * @return true for products by tiles
     */
    public boolean rounds() {
      return together && (file.equals("product.cu") || file.equals("convolution.cu"));
    }
  }

  private static Map<String, Kernel> kernels() {
    Map<String, Kernel> kernels = new HashMap<>();
    for (String file : FILES) {
      Matcher found = KERNEL.matcher(text(file));
      while (found.find()) {
        Kernel kernel = new Kernel(found.group(2), file, found.group(1).equals("BLOCKS"));
        if (kernels.put(kernel.name(), kernel) != null) {
          throw new IllegalStateException("two kernels are called " + kernel.name());
        }
      }
    }
    return Map.copyOf(kernels);
  }

  private static Map<String, Integer> constants() {
    StringBuilder text = new StringBuilder(headers());
    FILES.forEach(file -> text.append(text(file)));
    Map<String, Integer> numbers = new HashMap<>();
    Matcher list = ENUMERATION.matcher(text);
    while (list.find()) {
      int number = 0;
      for (String name : list.group(2).split(",", -1)) {
        numbers.put(list.group(1) + " " + name.strip(), number++);
      }
    }
    return Map.copyOf(numbers);
  }

  /**
   * The number by which kernels know a constant.
   *
   * @param constant of an enumeration that the sources have under the same simple name
   * @return its place in their list
   */
  public static int number(Enum<?> constant) {
    String name = constant.getDeclaringClass().getSimpleName() + " " + constant.name();
    return Objects.requireNonNull(CONSTANTS.get(name), name);
  }

  /**
   * The files with kernels.
   *
   * @return their names
   */
  public static List<String> files() {
    return FILES;
  }

  /**
   * All kernels.
   *
   * @return by name
   */
  public static Map<String, Kernel> all() {
    return KERNELS;
  }

  /**
   * A kernel by its name.
   *
   * @param name as in the sources
   * @return where it is
   */
  public static Kernel kernel(String name) {
    return Objects.requireNonNull(KERNELS.get(name), name);
  }

  /**
   * What all files begin with.
   *
   * @return one text
   */
  public static String headers() {
    StringBuilder text = new StringBuilder();
    HEADERS.forEach(header -> text.append(text(header)));
    return text.toString();
  }

  /**
   * The text of a file.
   *
   * @param file its name
   * @return as it lies there
   */
  public static String text(String file) {
    try (InputStream in = KernelSources.class.getResourceAsStream(FOLDER + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
