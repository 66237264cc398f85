package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Names;
import org.xai4j.core.importer.onnx.internal.StoredTensors;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/** Turns one ONNX model into a network. */
final class Conversion {
  private static final int OLDEST = 9;
  private static final int NEWEST = 21;

  /**
   * Lengths tried for free axes. Each further free axis is longer, by the steps, so that height and
   * width are told apart.
   *
   * @param lengths of the first free axis
   * @param steps added for each further one
   */
  private record Probe(Twin<Long> lengths, Twin<Long> steps) {
    long[] shape(boolean first, long[] row) {
      long[] shape = new long[row.length + 1];
      shape[0] = first ? BATCHES.first() : BATCHES.second();
      long next = first ? lengths.first() : lengths.second();
      for (int i = 0; i < row.length; i++) {
        shape[i + 1] = row[i] == 0 ? next : row[i];
        next += row[i] != 0 ? 0 : first ? steps.first() : steps.second();
      }
      return shape;
    }
  }

  /** Small ones first: a deep network may need larger ones, and multiples of 32. */
  private static final List<Probe> PROBES =
      List.of(
          new Probe(new Twin<>(13L, 17L), new Twin<>(2L, 5L)),
          new Probe(new Twin<>(64L, 96L), new Twin<>(32L, 96L)),
          new Probe(new Twin<>(224L, 256L), new Twin<>(32L, 64L)));

  /** Lengths that must give the same network where they fit. */
  private static final List<Probe> OTHERS =
      List.of(
          new Probe(new Twin<>(4L, 7L), new Twin<>(1L, 2L)),
          new Probe(new Twin<>(29L, 43L), new Twin<>(2L, 5L)),
          new Probe(new Twin<>(128L, 160L), new Twin<>(32L, 96L)));

  private static final Twin<Long> BATCHES = new Twin<>(3L, 2L);

  private final GraphProto proto;
  private final String file;
  private final StoredTensors stored;
  private final int opset;

  /** How many nodes the conversion at hand has passed. */
  private int reached;

  Conversion(ModelProto model, String file, StoredTensors stored) {
    this.proto = model.getGraph();
    this.file = file;
    this.stored = stored;
    this.opset = opset(model);
  }

  private int opset(ModelProto model) {
    long version =
        model.getOpsetImportList().stream()
            .filter(o -> standard(o.getDomain()))
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(0);
    InputException.check(
        version != 0, "The ONNX file %s names no operator set; it is cut short or damaged.", file);
    InputException.check(
        version >= OLDEST && version <= NEWEST,
        "The ONNX file %s uses operator set %d; export the model with one of %d to %d.",
        file,
        version,
        OLDEST,
        NEWEST);
    return (int) version;
  }

  private static boolean standard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  Network run(@Nullable String wanted) {
    ValueInfoProto input = input();
    String output = output(wanted);
    List<NodeProto> nodes = needed(output);
    boolean free =
        input.getType().getTensorType().getShape().getDimList().stream()
            .skip(1)
            .anyMatch(d -> d.getDimValue() <= 0);
    InputException reason = null;
    int furthest = -1;
    for (Probe probe : free ? PROBES : PROBES.subList(0, 1)) {
      try {
        Network network = convert(input, output, nodes, probe);
        if (free) {
          confirm(network, input, output, nodes);
        }
        return network;
      } catch (InputException e) {
        // A window may not fit into short inputs, so longer ones are tried. The reason is what
        // stopped the conversion that came furthest.
        if (reached > furthest) {
          reason = e;
          furthest = reached;
        }
      }
    }
    throw java.util.Objects.requireNonNull(reason);
  }

  /** Refuses a file that treats other lengths than those of the probe otherwise. */
  private void confirm(
      Network network, ValueInfoProto input, String output, List<NodeProto> nodes) {
    int passed = reached;
    for (Probe probe : OTHERS) {
      long[] shape = probe.shape(true, row(input));
      boolean agrees;
      try {
        agrees = LengthCheck.agree(network, convert(input, output, nodes, probe), shape);
      } catch (InputException e) {
        // A length that does not fit the network either is none it has to be right for.
        agrees = !LengthCheck.takes(network, shape);
      }
      reached = passed;
      InputException.check(
          agrees,
          "The ONNX file %s treats short and long inputs differently, such as by padding them to a"
              + " least length; export the model with fixed lengths.",
          file);
    }
  }

  /** The shape of a row; 0 for a free length. */
  private static long[] row(ValueInfoProto input) {
    return input.getType().getTensorType().getShape().getDimList().stream()
        .skip(1)
        .mapToLong(d -> Math.max(d.getDimValue(), 0))
        .toArray();
  }

  private ValueInfoProto input() {
    Set<String> stored =
        proto.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<ValueInfoProto> inputs =
        proto.getInputList().stream().filter(i -> !stored.contains(i.getName())).toList();
    InputException.check(
        inputs.size() == 1,
        "The ONNX file %s has %d inputs%s; export a model with one.",
        file,
        inputs.size(),
        inputs.stream().map(i -> " '" + i.getName() + "'").collect(Collectors.joining(",")));
    TypeProto type = inputs.get(0).getType();
    InputException.check(
        type.hasTensorType()
            && type.getTensorType().hasShape()
            && type.getTensorType().getShape().getDimCount() > 0,
        "The input '%s' of the ONNX file %s has no shape; export the model with one.",
        inputs.get(0).getName(),
        file);
    return inputs.get(0);
  }

  private String output(@Nullable String wanted) {
    List<ValueInfoProto> outputs = proto.getOutputList();
    InputException.check(!outputs.isEmpty(), "The ONNX file %s has no output.", file);
    if (wanted == null) {
      // Class labels come first in the files of some tools; scores are what is explained.
      List<String> scores =
          outputs.stream().filter(Conversion::scores).map(ValueInfoProto::getName).toList();
      InputException.check(
          scores.size() < 2,
          "The ONNX file %s has the outputs %s; name the one to explain (--model-output NAME).",
          file,
          String.join(", ", scores));
      return scores.isEmpty() ? outputs.get(0).getName() : scores.get(0);
    }
    List<String> names = outputs.stream().map(ValueInfoProto::getName).toList();
    InputException.check(
        names.contains(wanted),
        "The ONNX file %s has no output '%s'; it has %s.",
        file,
        wanted,
        String.join(", ", names));
    return wanted;
  }

  private static boolean scores(ValueInfoProto output) {
    int type = output.getType().getTensorType().getElemType();
    return output.getType().hasTensorType()
        && type != TensorProto.DataType.INT64_VALUE
        && type != TensorProto.DataType.STRING_VALUE;
  }

  /** The nodes an output depends on, in the order of the file. */
  private List<NodeProto> needed(String output) {
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : proto.getNodeList()) {
      for (String name : node.getOutputList()) {
        InputException.check(
            makers.put(name, node) == null || name.isEmpty(),
            "Two nodes of the ONNX file %s make '%s', so that one is there already; the file is"
                + " damaged.",
            file,
            name);
      }
    }
    Set<NodeProto> needed = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    List<String> open = new ArrayList<>(List.of(output));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      NodeProto maker = makers.get(name);
      if (seen.add(name) && maker != null) {
        needed.add(maker);
        open.addAll(maker.getInputList());
      }
    }
    return proto.getNodeList().stream().filter(needed::contains).toList();
  }

  private Network convert(ValueInfoProto input, String output, List<NodeProto> nodes, Probe probe) {
    List<TensorShapeProto.Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    long[] row = row(input);
    Twin<long[]> shape = new Twin<>(probe.shape(true, row), probe.shape(false, row));
    Value.count(shape.first());
    Value.count(shape.second());
    boolean wide =
        input.getType().getTensorType().getElemType() == TensorProto.DataType.DOUBLE_VALUE;
    DataType type = wide ? DataType.DOUBLE : DataType.FLOAT;
    long declared = dims.get(0).getDimValue() > 0 ? dims.get(0).getDimValue() : -1;
    Map<String, Integer> readers = new HashMap<>();
    for (NodeProto node : nodes) {
      node.getInputList().forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    Draft draft = new Draft(shape);
    Graph graph = new Graph(draft, type, opset, declared, stored, readers);
    Map<String, GraphTensor> tensors = new HashMap<>();
    tensors.put(input.getName(), draft.tensor(0));
    for (TensorProto tensor : proto.getInitializerList()) {
      Value value = stored.read(tensor);
      tensors.put(tensor.getName(), new GraphTensor.Known(tensor.getName(), Twin.both(value)));
    }
    Map<String, Integer> counters = new HashMap<>();
    ElementTypes types = new ElementTypes(input, proto.getInitializerList(), nodes);
    reached = 0;
    for (NodeProto node : nodes) {
      int number = counters.merge(node.getOpType(), 1, Integer::sum);
      String name = Names.clean(node.getName(), node.getOpType() + "_" + number);
      types.pass(node, name, tensors);
      convert(node, name, graph, tensors);
      reached++;
    }
    GraphTensor.Computed last = graph.output(output, Optional.ofNullable(tensors.get(output)));
    if (last.rank() == 1) {
      // Scores are [n, k].
      last =
          (GraphTensor.Computed)
              graph.emit(new org.xai4j.core.layer.Reshape(List.of(0L, 1L)), "scores", true, last);
    }
    long[] free = Arrays.stream(row).map(d -> d == 0 ? -1 : d).toArray();
    Network network = draft.build(free, type, last.node());
    if (declared > 0) {
      RowCheck.check(network, shape.first(), file);
    }
    return network;
  }

  private static void convert(
      NodeProto node, String name, Graph graph, Map<String, GraphTensor> tensors) {
    Handler handler = standard(node.getDomain()) ? Handlers.ALL.get(node.getOpType()) : null;
    if (handler == null) {
      InputException.check(
          !node.getDomain().equals("ai.onnx.ml"),
          "The ONNX node '%s' has the operator ai.onnx.ml.%s, of trees and other classical models;"
              + " only neural networks can be read. The Java API explains any model as a"
              + " Predictor.",
          name,
          node.getOpType());
      String domain = standard(node.getDomain()) ? "" : node.getDomain() + ".";
      throw new InputException(
          "The ONNX node '"
              + name
              + "' has the operator "
              + domain
              + node.getOpType()
              + ", which is not supported; supported are "
              + String.join(", ", Handlers.ALL.keySet())
              + ".");
    }
    List<Optional<GraphTensor>> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      InputException.check(
          input.isEmpty() || tensors.containsKey(input),
          "The ONNX node '%s' (%s) reads '%s', which nothing before it makes; the file is damaged.",
          name,
          node.getOpType(),
          input);
      inputs.add(Optional.ofNullable(tensors.get(input)));
    }
    List<GraphTensor> outputs;
    try {
      outputs = handler.convert(new Call(node, name, inputs, graph));
    } catch (InputException e) {
      String message = String.valueOf(e.getMessage());
      String prefix = "The ONNX node '" + name + "' (" + node.getOpType() + ")";
      throw message.contains("ONNX") ? e : new InputException(prefix + ": " + message, e);
    } catch (RuntimeException e) {
      // The numeric library's own checks: shapes that do not fit together.
      throw new InputException(
          "The ONNX node '"
              + name
              + "' ("
              + node.getOpType()
              + ") does not fit its inputs: "
              + e.getMessage(),
          e);
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      InputException.check(
          node.getOutput(i).isEmpty() || !tensors.containsKey(node.getOutput(i)),
          "The ONNX node '%s' (%s) makes '%s', which is there already; the file is damaged.",
          name,
          node.getOpType(),
          node.getOutput(i));
      GraphTensor made =
          i < outputs.size()
              ? outputs.get(i)
              : new GraphTensor.Missing(
                  "has an output that is not supported: " + node.getOutput(i));
      if (made instanceof GraphTensor.Computed computed) {
        graph.draft().settle(computed.node(), i == 0 ? name : name + "." + node.getOutput(i));
      }
      tensors.put(node.getOutput(i), made);
    }
  }
}
