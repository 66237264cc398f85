package org.xai4j.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/** Every method and metric that is timed exists and takes the settings it is timed with. */
class SpeedSettingsTest {
  static Stream<String> methods() throws NoSuchFieldException {
    return Stream.of(MethodBenchmark.class.getField("method").getAnnotation(Param.class).value());
  }

  static Stream<String> metrics() throws NoSuchFieldException {
    return Stream.of(MetricBenchmark.class.getField("metric").getAnnotation(Param.class).value());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void methodsTakeTheirSettings(String id) {
    MethodBenchmark benchmark = new MethodBenchmark();
    benchmark.method = id;
    assertDoesNotThrow(benchmark::prepare);
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void metricsTakeTheirSettings(String id) {
    MetricBenchmark benchmark = new MetricBenchmark();
    benchmark.metric = id;
    assertDoesNotThrow(benchmark::prepare);
  }

  static Stream<String> growing() throws NoSuchFieldException {
    return Stream.of(CostBenchmark.class.getField("method").getAnnotation(Param.class).value());
  }

  @ParameterizedTest
  @MethodSource("growing")
  void everySettingThatGrowsIsTaken(String what) {
    CostBenchmark benchmark = new CostBenchmark();
    benchmark.method = what;
    for (int number : new int[] {1, 64, 1024}) {
      benchmark.batch = number;
      assertDoesNotThrow(benchmark::prepare);
    }
  }
}
