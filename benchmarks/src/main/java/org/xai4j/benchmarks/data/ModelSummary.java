package org.xai4j.benchmarks.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/** A model in numbers, for programs. */
public final class ModelSummary {
  /** Taken for a length that varies. */
  private static final long FREE = 64;

  private ModelSummary() {}

  /**
   * The summary as JSON: {@code inputs} (name, row shape with −1 for free lengths, explained or
   * held, tokens), {@code output}, {@code layers}, {@code parameters}, {@code layout}, and for a
   * row (free lengths taken as 64) {@code multiplications} of layers with weights and products, and
   * {@code bytes} of all values.
   */
  public static String json(Network network) {
    List<long[]> shapes = shapes(network);
    List<Map<String, Object>> layers = new ArrayList<>();
    long parameters = 0;
    double multiplications = 0;
    double bytes = 0;
    for (Node node : network.nodes()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("name", node.name());
      layer.put("type", node.layer().type());
      layer.put("inputs", node.inputs().stream().map(i -> network.nodes().get(i).name()).toList());
      long own = Layers.parameters(node.layer());
      layer.put("parameters", own);
      parameters += own;
      if (!shapes.isEmpty()) {
        long[] shape = shapes.get(node.index());
        layer.put("shape", row(shape));
        double times = multiplications(node, shapes);
        layer.put("multiplications", times);
        multiplications += times;
        bytes += product(shape) * network.type().width();
      }
      layers.add(layer);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("inputs", inputs(network));
    all.put("output", network.output().name());
    if (!shapes.isEmpty()) {
      all.put("outputShape", row(shapes.get(shapes.size() - 1)));
      all.put("multiplications", multiplications);
      all.put("bytes", bytes);
    }
    all.put("parameters", parameters);
    all.put("type", network.type() == DataType.DOUBLE ? "float64" : "float32");
    if (network.inputShape().size() == 3) {
      all.put("layout", network.layout() == ImageLayout.CHANNELS_LAST ? "nhwc" : "nchw");
    }
    all.put("layers", layers);
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and numbers can be written", e);
    }
  }

  private static List<Map<String, Object>> inputs(Network network) {
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Input input) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", node.name());
        entry.put("row", node.index() == 0 ? network.inputShape() : input.row());
        entry.put("role", node.index() == 0 ? "explained" : "held");
        entry.put("tokens", node.index() == 0 && network.tokens());
        inputs.add(entry);
      }
    }
    return inputs;
  }

  /** The shapes of a row's values; none where the lengths taken for free ones do not fit. */
  private static List<long[]> shapes(Network network) {
    List<long[]> shapes = new ArrayList<>();
    try {
      for (Node node : network.nodes()) {
        if (node.layer() instanceof Input input) {
          List<Long> row = node.index() == 0 ? network.inputShape() : input.row();
          long[] shape = new long[row.size() + 1];
          Arrays.setAll(shape, i -> i == 0 ? 1 : row.get(i - 1) < 0 ? FREE : row.get(i - 1));
          shapes.add(shape);
        } else {
          long[][] read = node.inputs().stream().map(shapes::get).toArray(long[][]::new);
          shapes.add(OutputShape.of(node.layer(), read));
        }
      }
      return shapes;
    } catch (InputException | IndexOutOfBoundsException e) {
      return List.of();
    }
  }

  /** What the layers with weights and the products multiply. */
  private static double multiplications(Node node, List<long[]> shapes) {
    long[] out = shapes.get(node.index());
    if (node.layer() instanceof MatMul product) {
      long[] a = shapes.get(node.inputs().get(0));
      return product(out) * a[a.length - (product.transposeFirst() ? 2 : 1)];
    } else if (node.layer() instanceof Recurrent recurrent) {
      long[] in = shapes.get(node.inputs().get(0));
      boolean last = recurrent.layout() != Recurrent.Layout.BATCH_FEATURE_TIME;
      return (double) Layers.parameters(node.layer()) * in[last ? 1 : 2];
    } else if (node.layer() instanceof TransposedConvolution transposed) {
      double per = (double) transposed.weights().length() / transposed.weights().size(0);
      return product(shapes.get(node.inputs().get(0))) * per;
    } else if (node.layer() instanceof Affine affine) {
      long units = affine.weights().size(affine instanceof Dense ? 1 : 0);
      return product(out) * affine.weights().length() / units;
    }
    return 0;
  }

  private static double product(long... shape) {
    return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  private static List<Long> row(long... shape) {
    return Arrays.stream(shape).skip(1).boxed().toList();
  }
}
