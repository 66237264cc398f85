package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xai4j.core.engine.cuda.driver.Arithmetic;
import org.xai4j.core.engine.cuda.driver.KernelSources;

/**
 * Every kernel compiles for GPUs where NVIDIA's compiler is found, without warnings and without
 * registers spilled to memory. By default for one architecture; {@code
 * -Dkernels.architectures=75,80,86,89,90,100,120} for others.
 */
class KernelCompilationTest {
  /** Bytes that a thread may spill. */
  private static final int MOST_SPILLED = 0;

  private static final Pattern SPILLED = Pattern.compile("(\\d+) bytes spill stores");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void kernelsCompileForGpus(Arithmetic arithmetic) throws Exception {
    Assumptions.assumeTrue(
        EmulatedProvider.runs("nvcc"), "there is no nvcc: the kernels are not compiled for GPUs");
    StringBuilder text = new StringBuilder(KernelSources.headers());
    // What rounds nothing is the same as without rounding.
    boolean rounds = arithmetic == Arithmetic.TF32 || arithmetic == Arithmetic.BF16;
    List<KernelSources.Kernel> compiled =
        KernelSources.all().values().stream().filter(k -> !rounds || k.rounds()).toList();
    KernelSources.files().stream()
        .filter(file -> compiled.stream().anyMatch(kernel -> kernel.file().equals(file)))
        .forEach(file -> text.append(KernelSources.text(file)));
    Path source = folder.resolve("kernels.cu");
    Files.writeString(source, text);
    for (String architecture : System.getProperty("kernels.architectures", "90").split(",")) {
      List<String> command = new ArrayList<>(List.of("nvcc"));
      arithmetic.definitions().forEach(definition -> command.add("-D" + definition));
      if (rounds) {
        // Functions of the headers that the two files do not call.
        command.addAll(List.of("-diag-suppress", "177"));
      }
      command.addAll(
          List.of(
              "-std=c++14",
              "-arch=sm_" + architecture,
              "-Xptxas",
              "-v",
              "-cubin",
              "-Werror",
              "all-warnings",
              "-o",
              folder.resolve("kernels.cubin").toString(),
              source.toString()));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
      Matcher spilled = SPILLED.matcher(said);
      int kernels = 0;
      while (spilled.find()) {
        kernels++;
        assertTrue(Integer.parseInt(spilled.group(1)) <= MOST_SPILLED, said);
      }
      assertTrue(kernels >= compiled.size(), said);
    }
  }

  @Test
  void everyFileHasKernels() {
    for (String file : KernelSources.files()) {
      assertTrue(
          KernelSources.all().values().stream().anyMatch(kernel -> kernel.file().equals(file)),
          file);
    }
  }
}
