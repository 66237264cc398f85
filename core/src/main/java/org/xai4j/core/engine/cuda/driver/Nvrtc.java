package org.xai4j.core.engine.cuda.driver;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** NVIDIA's compiler as a library, of whatever version is installed. */
final class Nvrtc {
  /** By the names that CUDA 13, 12 and 11 give it, the newest first. */
  private static final List<String> NAMES =
      Platform.isWindows()
          ? List.of("nvrtc64_130_0", "nvrtc64_120_0", "nvrtc64_112_0")
          : List.of("libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so");

  private final NativeLibrary library;

  private Nvrtc(NativeLibrary library) {
    this.library = library;
  }

  /** The first version that loads. */
  static Optional<Nvrtc> find() {
    return NAMES.stream().flatMap(name -> load(name).stream()).findFirst().map(Nvrtc::new);
  }

  private static Optional<NativeLibrary> load(String name) {
    try {
      return Optional.of(NativeLibrary.getInstance(name));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private int call(String function, Object... arguments) {
    return library.getFunction(function).invokeInt(arguments);
  }

  /** The virtual or real architectures it knows, such as 75 or 90. */
  List<Integer> architectures() {
    IntByReference count = new IntByReference();
    check("nvrtcGetNumSupportedArchs", call("nvrtcGetNumSupportedArchs", count));
    Memory values = new Memory((long) Math.max(1, count.getValue()) * Integer.BYTES);
    check("nvrtcGetSupportedArchs", call("nvrtcGetSupportedArchs", values));
    return Arrays.stream(values.getIntArray(0, count.getValue())).boxed().toList();
  }

  /**
   * Compiles a program.
   *
   * @param name for its messages
   * @param text CUDA C++
   * @param options of the compiler
   * @param machine whether machine code is wanted, else the intermediate language
   * @return what the driver loads
   */
  byte[] compile(String name, String text, List<String> options, boolean machine) {
    PointerByReference program = new PointerByReference();
    check(
        "nvrtcCreateProgram",
        call("nvrtcCreateProgram", program, text, name, 0, Pointer.NULL, Pointer.NULL));
    try {
      StringArray given = new StringArray(options.toArray(new String[0]));
      int result = call("nvrtcCompileProgram", program.getValue(), options.size(), given);
      if (result != 0) {
        byte[] log = read(program.getValue(), "nvrtcGetProgramLog");
        throw new DriverException(
            "The kernels of " + name + " do not compile: " + text(log), false);
      }
      return read(program.getValue(), machine ? "nvrtcGetCUBIN" : "nvrtcGetPTX");
    } finally {
      call("nvrtcDestroyProgram", program);
    }
  }

  private byte[] read(Pointer program, String what) {
    LongByReference size = new LongByReference();
    check(what, call(what + "Size", program, size));
    Memory memory = new Memory(Math.max(1, size.getValue()));
    check(what, call(what, program, memory));
    return memory.getByteArray(0, (int) size.getValue());
  }

  private static String text(byte[] log) {
    return new String(log, StandardCharsets.UTF_8).replace('\0', ' ').strip();
  }

  private void check(String call, int result) {
    if (result != 0) {
      Function name = library.getFunction("nvrtcGetErrorString");
      throw new DriverException(
          "NVRTC refuses " + call + ": " + name.invokeString(new Object[] {result}, false), false);
    }
  }
}
