package org.xai4j.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Param;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Engine;

/** What is timed on GPUs does its work where there is none. */
class CudaBenchmarksTest {
  static Stream<String> methods() throws NoSuchFieldException {
    return Stream.of(
        CudaMethodBenchmark.class.getField("method").getAnnotation(Param.class).value());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void methodsAreExplained(String id) {
    CudaMethodBenchmark benchmark = new CudaMethodBenchmark();
    benchmark.method = id;
    benchmark.batch = "2";
    benchmark.engine = "onednn";
    benchmark.prepare();
    EngineBenchmark.Rows rows = new EngineBenchmark.Rows();
    Attribution made = (Attribution) benchmark.explain(rows);
    assertArrayEquals(new long[] {2, 1, 28, 28}, made.values().shape());
    assertEquals(2, rows.rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"product-512", "convolution-256x14", "convolution-back-64x56"})
  void operationsAreCounted(String id) {
    CudaProductBenchmark benchmark = new CudaProductBenchmark();
    benchmark.method = id;
    benchmark.model = "onednn";
    benchmark.prepare();
    EngineBenchmark.Rows billions = new EngineBenchmark.Rows();
    assertTrue(Double.isFinite(benchmark.multiply(billions)));
    assertEquals(id.startsWith("product") ? 2 : 147, billions.rows);
  }

  @Test
  void resNet50HasItsLayers() {
    INDArray x = SpeedModels.random(1, 1, 3, 224, 224);
    INDArray y = Engine.standard().predict(ResidualNetwork.of(), x);
    assertArrayEquals(new long[] {1, 1000}, y.shape());
    assertTrue(Double.isFinite(y.sumNumber().doubleValue()));
    long convolutions =
        ResidualNetwork.of().nodes().stream().filter(n -> n.name().startsWith("conv")).count();
    assertEquals(53, convolutions);
  }

  @Test
  void reportsTellTheGpu(@TempDir Path folder) throws Exception {
    List<Map<String, String>> gpus =
        SpeedReport.gpus(
            List.of("sh", "-c", "echo 'NVIDIA X, 600.1, 80 GiB, 1980 MHz, 2 MHz, 3, 4'"));
    assertEquals("NVIDIA X", gpus.get(0).get("name"));
    assertEquals("1980 MHz", gpus.get(0).get("clocks.sm"));
    assertEquals(List.of(), SpeedReport.gpus(List.of("no-such-program")));
    Speed.Row row = new Speed.Row("scale", "16", "cuda", 5, 6, Double.NaN, Double.NaN);
    JsonNode read = new ObjectMapper().readTree(SpeedReport.write(folder, List.of(row)).toFile());
    assertEquals(6, read.get("figures").get(0).get("best").asDouble());
    assertTrue(read.get("figures").get(0).get("error") == null);
    assertTrue(read.get("environment").size() > 0 && read.get("gpus").isArray());
  }
}
