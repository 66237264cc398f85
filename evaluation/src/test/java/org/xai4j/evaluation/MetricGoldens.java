package org.xai4j.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.testing.Goldens;

/** The values of Quantus 0.6 for eight inputs of the reference network. */
public final class MetricGoldens {
  private static final JsonNode ALL = read();

  private MetricGoldens() {}

  private static JsonNode read() {
    try {
      return new ObjectMapper()
          .enable(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS)
          .readTree(MetricGoldens.class.getResourceAsStream("/goldens/metrics/quantus_cnn.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of an attribution in an entry. */
  public static JsonNode values(String entry, String attribution) {
    return ALL.get(entry).get("values").get(attribution);
  }

  /** An entry of another form. */
  public static JsonNode entry(String entry) {
    return ALL.get(entry);
  }

  /** One value per instance. */
  public static double[] numbers(JsonNode node) {
    double[] numbers = new double[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode value = node.get(i);
      numbers[i] = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble();
    }
    return numbers;
  }

  /** The eight inputs. */
  public static INDArray inputs() {
    return Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 8);
  }

  /** A stored attribution as a subject. */
  public static Subject subject(String attribution) {
    INDArray a = Goldens.array("ref/cnn/" + attribution + ".npy").castTo(DataType.FLOAT);
    return new Subject(
        Goldens.cnn(), inputs(), a, FeatureGroups.none(), Optional.empty(), Context.standard());
  }

  /** A stored attribution with the method that makes it. */
  public static Subject subject(String attribution, AttributionExplainer<?> method) {
    Subject stored = subject(attribution);
    return new Subject(
        stored.model(),
        stored.inputs(),
        stored.attributions(),
        stored.units(),
        Optional.of(method),
        stored.context());
  }
}
