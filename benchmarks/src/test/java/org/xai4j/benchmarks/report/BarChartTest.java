package org.xai4j.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars of numbers that are not there. */
class BarChartTest {
  @Test
  void aBarWithoutAValueIsADash() {
    String svg =
        BarChart.draw(
            "A chart",
            List.of(
                new BarChart.Bar("known", 0.5, 0.4, 0.6),
                new BarChart.Bar("unknown", Double.NaN, Double.NaN, Double.NaN)));
    assertFalse(svg.contains("NaN"), svg);
    assertTrue(svg.contains("–"), svg);
  }
}
