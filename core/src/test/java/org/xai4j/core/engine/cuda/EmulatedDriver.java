package org.xai4j.core.engine.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.xai4j.core.engine.cuda.driver.Arithmetic;
import org.xai4j.core.engine.cuda.driver.Driver;
import org.xai4j.core.engine.cuda.driver.DriverException;
import org.xai4j.core.engine.cuda.driver.KernelSources;
import org.xai4j.core.engine.cuda.driver.MatrixLibrary;
import org.xai4j.core.engine.cuda.driver.MatrixProduct;

/**
 * Runs the kernels on the processor: their sources, compiled by g++ behind {@code emulated.cuh},
 * are loaded as a library per type. Memory is the host's.
 */
final class EmulatedDriver implements Driver {
  private final Map<Arithmetic, Function> libraries = new EnumMap<>(Arithmetic.class);
  private final List<String> names = List.copyOf(new TreeSet<>(KernelSources.all().keySet()));
  private final Map<Long, BytePointer> memory = new HashMap<>();
  private final Set<String> ran = new TreeSet<>();
  private Optional<MatrixLibrary> library = Optional.empty();
  private long taken;

  /** The whole program, with one entry that runs a kernel by its number. */
  String program(Arithmetic arithmetic) {
    StringBuilder text = new StringBuilder();
    for (String definition : arithmetic.definitions()) {
      text.append("#define ").append(definition.replace('=', ' ')).append('\n');
    }
    text.append(KernelSources.text("emulated.cuh")).append(KernelSources.headers());
    KernelSources.files().forEach(file -> text.append(KernelSources.text(file)));
    text.append(
        "extern \"C\" void run(int kernel, int blocks, int threads, const char* arguments) {\n"
            + "  gridDim.x = blocks;\n  blockDim.x = threads;\n  switch (kernel) {\n");
    for (int i = 0; i < names.size(); i++) {
      boolean together = KernelSources.kernel(names.get(i)).together();
      text.append(
          String.format(
              "    case %d: launch(%s, %s, arguments); break;%n", i, together, names.get(i)));
    }
    return text.append("  }\n}\n").toString();
  }

  private Function library(Arithmetic arithmetic) {
    return libraries.computeIfAbsent(arithmetic, this::compiled);
  }

  private Function compiled(Arithmetic arithmetic) {
    try {
      Path folder = Files.createTempDirectory("xai4j-emulated");
      Path source = folder.resolve("kernels.cpp");
      Path library = folder.resolve("kernels.so");
      Files.writeString(source, program(arithmetic));
      Process process =
          new ProcessBuilder(
                  List.of(
                      "g++",
                      "-std=c++17",
                      "-O1",
                      "-ffp-contract=off",
                      "-Wall",
                      "-Wextra",
                      "-Werror",
                      "-Wno-unused-function",
                      "-shared",
                      "-fPIC",
                      source.toString(),
                      "-o",
                      library.toString()))
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      Function run = NativeLibrary.getInstance(library.toString()).getFunction("run");
      for (Path file : List.of(source, library, folder)) {
        file.toFile().deleteOnExit();
        Files.deleteIfExists(file);
      }
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "the emulated device";
  }

  @Override
  public int processors() {
    return 1;
  }

  @Override
  public synchronized long allocate(long bytes) {
    BytePointer block = new BytePointer(bytes);
    // What was not written shows.
    Pointer.memset(block, 0xff, bytes);
    memory.put(block.address(), block);
    taken += bytes;
    return block.address();
  }

  @Override
  public synchronized void free(long address) {
    BytePointer block = memory.remove(address);
    if (block == null) {
      throw new DriverException("no memory of this device: " + address, false);
    }
    taken -= block.capacity();
    block.close();
  }

  /** Bytes taken and not given back. */
  synchronized long taken() {
    return taken;
  }

  /** The kernels that ran so far. */
  synchronized Set<String> ran() {
    return Set.copyOf(ran);
  }

  @Override
  public long mark() {
    return 0;
  }

  @Override
  public void unmark(long mark) {
    // Everything is done when it returns.
  }

  @Override
  public void copyIn(long device, long host, long bytes, OptionalLong mark) {
    Pointer.memcpy(new Address(device), new Address(host), bytes);
  }

  @Override
  public void copyOut(long host, long device, long bytes) {
    Pointer.memcpy(new Address(host), new Address(device), bytes);
  }

  @Override
  public synchronized long kernel(Arithmetic arithmetic, String name) {
    int number = names.indexOf(name);
    if (number < 0) {
      throw new DriverException("no kernel: " + name, false);
    }
    return (long) number * Arithmetic.values().length + arithmetic.ordinal();
  }

  @Override
  public synchronized void launch(long kernel, int blocks, ByteBuffer arguments) {
    int kinds = Arithmetic.values().length;
    int number = (int) (kernel / kinds);
    ran.add(names.get(number));
    library(Arithmetic.values()[(int) (kernel % kinds)])
        .invokeVoid(new Object[] {number, blocks, THREADS, arguments});
  }

  /** Products by a library from now on. */
  void use(MatrixLibrary other) {
    library = Optional.of(other);
  }

  @Override
  public boolean multiply(MatrixProduct product, long out, long a, long b, long bias) {
    return library.isPresent() && library.get().multiply(product, out, a, b, bias, 0);
  }

  @Override
  public void synchronize() {
    // Everything is done when it returns.
  }

  @Override
  public synchronized void close() {
    memory.values().forEach(BytePointer::close);
    memory.clear();
    taken = 0;
  }

  /** Memory by its address. */
  private static final class Address extends Pointer {
    Address(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
