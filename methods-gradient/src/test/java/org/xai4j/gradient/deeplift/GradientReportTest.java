package org.xai4j.gradient.deeplift;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.registry.Registry;
import org.xai4j.gradient.Check;

/** The completeness errors that the documents state, and a run of every method at its defaults. */
class GradientReportTest {
  @Test
  void everyMethodRunsAtItsDefaults() {
    Registry<?> methods = Registry.load("method", Explainer.class);
    int run = 0;
    for (Object method : methods.all()) {
      String id = Registry.info(method).id();
      if (methods.create(id, Map.of()) instanceof NetworkExplainer explainer
          && !id.startsWith("attention-")) {
        Attribution a = Check.explain(explainer, "cnn", DataType.FLOAT, Context.standard());
        assertTrue(a.values().size(0) == 8, id);
        run++;
        if (explainer.sum() != AttributionExplainer.Sum.FREE) {
          System.out.printf("measured completeness %s: %.1e%n", id, Check.incompleteness(a));
        }
      }
    }
    assertTrue(run >= 24, "methods: " + run);
  }

  @Test
  void recurrentNetworksAddUpUnderDeepLift() {
    for (NetworkExplainer method :
        List.of(new DeepLift(), new DeepShap(), new DeepLiftRevealCancel())) {
      Attribution a = Check.explain(method, "lstm", DataType.FLOAT, Context.standard());
      double error = Check.incompleteness(a);
      System.out.printf("measured completeness of %s on an LSTM: %.1e%n", method, error);
      assertTrue(error <= 1e-5, method + ": " + error);
    }
  }
}
