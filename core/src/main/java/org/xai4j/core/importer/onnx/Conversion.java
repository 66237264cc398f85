package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.ElementTypes;
import org.xai4j.core.importer.onnx.internal.FunctionInliner;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.LengthCheck;
import org.xai4j.core.importer.onnx.internal.Names;
import org.xai4j.core.importer.onnx.internal.RowCheck;
import org.xai4j.core.importer.onnx.internal.StoredTensors;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Input;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/** Turns one ONNX model into a network. */
final class Conversion {
  private static final int OLDEST = 7;
  private static final int NEWEST = 24;

  /**
   * Lengths tried for free axes. Each further free axis is longer, by the steps, so that height and
   * width are told apart.
   *
   * @param lengths of the first free axis
   * @param steps added for each further one
   */
  private record Probe(Twin<Long> lengths, Twin<Long> steps) {
    Twin<long[]> shape(ModelInputs inputs, ModelInputs.Entry entry) {
      return inputs.shape(entry, BATCHES, lengths, steps);
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
    this.proto = FunctionInliner.inlined(model);
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

  static boolean standard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  Network run(OnnxRequest request) {
    String output = output(request.output().orElse(null));
    List<NodeProto> nodes = needed(output);
    ModelInputs inputs = new ModelInputs(proto, nodes, request, file);
    InputException reason = null;
    int furthest = -1;
    for (Probe probe : inputs.free() ? PROBES : PROBES.subList(0, 1)) {
      try {
        Network network = convert(inputs, output, nodes, probe);
        if (inputs.free()) {
          confirm(network, inputs, output, nodes);
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
  private void confirm(Network network, ModelInputs inputs, String output, List<NodeProto> nodes) {
    int passed = reached;
    for (Probe probe : OTHERS) {
      long[] shape = probe.shape(inputs, inputs.explained()).first();
      boolean agrees;
      try {
        Network other = convert(inputs, output, nodes, probe);
        agrees =
            LengthCheck.agree(probed(network, inputs, probe), probed(other, inputs, probe), shape);
      } catch (InputException e) {
        // A length that does not fit the network either is none it has to be right for.
        agrees = !LengthCheck.takes(probed(network, inputs, probe), shape);
      }
      reached = passed;
      InputException.check(
          agrees,
          "The ONNX file %s treats short and long inputs differently, such as by padding them to a"
              + " least length; export the model with fixed lengths.",
          file);
    }
  }

  /** A network whose other inputs are held at ones, for checks. */
  private static Network probed(Network network, ModelInputs inputs, Probe probe) {
    Network bound = network;
    for (Node open : network.openInputs()) {
      for (ModelInputs.Entry entry : inputs.entries()) {
        if (Names.clean(entry.name(), "").equals(open.name())) {
          long[] shape = probe.shape(inputs, entry).first();
          shape[0] = 1;
          bound =
              bound.withHeld(
                  open.name(), Value.filled(Value.Kind.REAL, 1, shape).array(network.type()));
        }
      }
    }
    return bound;
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
        open.addAll(NodeWalk.read(maker));
      }
    }
    return proto.getNodeList().stream().filter(needed::contains).toList();
  }

  private Network convert(ModelInputs inputs, String output, List<NodeProto> nodes, Probe probe) {
    ModelInputs.Entry first = inputs.explained();
    Twin<long[]> shape = probe.shape(inputs, first);
    Value.count(shape.first());
    Value.count(shape.second());
    // Bits need all of an integer's digits.
    boolean wide =
        first.proto().getType().getTensorType().getElemType() == TensorProto.DataType.DOUBLE_VALUE
            || nodes.stream().anyMatch(node -> node.getOpType().startsWith("Bit"));
    DataType type = wide ? DataType.DOUBLE : DataType.FLOAT;
    long declared = inputs.declaredBatch();
    Map<String, Integer> readers = new HashMap<>();
    for (NodeProto node : nodes) {
      NodeWalk.read(node).forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    Draft draft = new Draft(shape);
    ElementTypes types =
        new ElementTypes(
            inputs.entries().stream().map(ModelInputs.Entry::proto).toList(),
            proto.getInitializerList(),
            nodes);
    Graph graph = new Graph(draft, type, opset, declared, stored, readers, types);
    Map<String, GraphTensor> tensors = new HashMap<>();
    tensors.put(first.name(), draft.tensor(0));
    for (ModelInputs.Entry entry : inputs.entries().subList(1, inputs.entries().size())) {
      List<Long> row = Arrays.stream(entry.open()).boxed().toList();
      Draft.Node node =
          new Draft.Node(
              Names.clean(entry.name(), "held"),
              new Input(row),
              List.of(),
              probe.shape(inputs, entry));
      tensors.put(entry.name(), draft.add(node, true));
    }
    for (TensorProto tensor : proto.getInitializerList()) {
      Value value = stored.read(tensor);
      tensors.put(tensor.getName(), new GraphTensor.Known(tensor.getName(), Twin.both(value)));
    }
    reached = 0;
    NodeWalk walk = new NodeWalk(graph, types, () -> reached++);
    walk.pass(nodes, tensors);
    GraphTensor.Computed last = graph.output(output, Optional.ofNullable(tensors.get(output)));
    if (last.rank() == 1) {
      // Scores are [n, k].
      last =
          (GraphTensor.Computed)
              graph.emit(new org.xai4j.core.layer.Reshape(List.of(0L, 1L)), "scores", true, last);
    }
    Network network =
        draft.build(Names.clean(first.name(), "input"), first.open(), type, last.node());
    if (declared > 0) {
      RowCheck.check(probed(network, inputs, probe), shape.first(), file);
    }
    return network;
  }
}
