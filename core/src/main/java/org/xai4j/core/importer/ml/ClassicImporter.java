package org.xai4j.core.importer.ml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.xai4j.core.data.Digest;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Reads ONNX files of classic models (operators of ai.onnx.ml), as converters of scikit-learn,
 * LightGBM and XGBoost write them. Several inputs are taken side by side, in the file's order. A
 * model that is trees alone becomes a {@link TreeEnsemble}, any other a {@link ClassicModel}.
 */
public final class ClassicImporter {
  private static final String DOMAIN = "ai.onnx.ml";
  private static final String TREES = "TreeEnsemble(Classifier|Regressor)";

  private final GraphProto graph;
  private final String name;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, Matrix> constants = new HashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private boolean single = true;

  private ClassicImporter(GraphProto graph, String name) {
    this.graph = graph;
    this.name = name;
  }

  /**
   * Whether a file holds operators of classic models.
   *
   * @param file path of an {@code .onnx} file
   * @return false for networks, and for files that cannot be read, whose reader tells why
   */
  public static boolean holds(Path file) {
    byte[] wanted = DOMAIN.getBytes(StandardCharsets.US_ASCII);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      int kept = 0;
      for (int read = in.read(buffer);
          read > 0;
          read = in.read(buffer, kept, buffer.length - kept)) {
        int end = kept + read;
        for (int i = 0; i + wanted.length <= end; i++) {
          if (buffer[i] == wanted[0]
              && Arrays.equals(buffer, i, i + wanted.length, wanted, 0, wanted.length)) {
            return graph(Files.readAllBytes(file), file.toString()).getNodeList().stream()
                .anyMatch(node -> node.getDomain().equals(DOMAIN));
          }
        }
        kept = Math.min(end, wanted.length - 1);
        System.arraycopy(buffer, end - kept, buffer, 0, kept);
      }
    } catch (IOException | InputException e) {
      return false;
    }
    return false;
  }

  /**
   * Reads a file.
   *
   * @param file path of the {@code .onnx} file
   * @param output name of an output; empty for the scores
   * @return a tree ensemble or a pipeline
   * @throws InputException if the file is damaged or uses what is not supported
   */
  public static Model read(Path file, Optional<String> output) {
    try {
      return parse(Files.readAllBytes(file), file.toString(), output);
    } catch (IOException e) {
      throw new InputException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes all of them
   * @param name for messages
   * @param output name of an output; empty for the scores
   * @return a tree ensemble or a pipeline
   * @throws InputException if they are damaged or use what is not supported
   */
  public static Model parse(byte[] bytes, String name, Optional<String> output) {
    String hash = HexFormat.of().formatHex(Digest.sha256().digest(bytes));
    return new ClassicImporter(graph(bytes, name), name).model(output, hash);
  }

  private static GraphProto graph(byte[] bytes, String name) {
    try {
      return ModelProto.parseFrom(bytes).getGraph();
    } catch (IOException e) {
      throw new InputException(
          "The file " + name + " is not an ONNX model, or it is cut short or damaged.", e);
    }
  }

  private Model model(Optional<String> output, String hash) {
    for (TensorProto tensor : graph.getInitializerList()) {
      constants.put(tensor.getName(), StoredMatrix.of(tensor));
    }
    for (ValueInfoProto input : graph.getInputList()) {
      if (!constants.containsKey(input.getName())) {
        inputs.add(input.getName());
        widths.add(width(input));
      }
    }
    InputException.check(!inputs.isEmpty(), "The ONNX file %s has no input; it is damaged.", name);
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(made -> makers.put(made, node));
    }
    String wanted = output.orElseGet(this::scores);
    List<NodeProto> needed = needed(wanted);
    Optional<TreeEnsemble> trees = alone(needed, wanted);
    if (trees.isPresent()) {
      return trees.get();
    }
    List<ClassicModel.Step> steps = new ArrayList<>();
    // Widths of values follow from what is before them: trees are read when theirs is known.
    for (NodeProto node : needed) {
      Attributes attributes = new Attributes(node);
      if (node.getOpType().equals("Constant")) {
        constants.put(node.getOutput(0), constant(node));
        continue;
      }
      List<String> given = node.getInputList().stream().filter(s -> !s.isEmpty()).toList();
      Operation operation =
          node.getOpType().matches(TREES)
              ? trees(node, columns(steps, given))
              : known(node).apply(attributes);
      steps.add(new ClassicModel.Step(node.getOpType(), given, node.getOutputList(), operation));
    }
    return new ClassicModel(steps, constants, inputs, widths, wanted, single, hash);
  }

  private Function<Attributes, Operation> known(NodeProto node) {
    Function<Attributes, Operation> made = Operations.ALL.get(node.getOpType());
    if (made == null) {
      throw new InputException(
          "The step "
              + node.getOpType()
              + " of the ONNX file "
              + name
              + " is not supported beside classic models (--engine onnxruntime runs it, for methods"
              + " that only ask for predictions); there are "
              + String.join(", ", Operations.names())
              + ".");
    }
    return made;
  }

  /** The columns of what a step takes. */
  private int columns(List<ClassicModel.Step> steps, List<String> given) {
    InputException.check(
        !given.isEmpty(), "The ONNX file %s has trees without an input; it is damaged.", name);
    return inputs.equals(given)
        ? widths.get(0)
        : new ClassicModel(steps, constants, inputs, widths, given.get(0), single, "").outputs();
  }

  private Operation trees(NodeProto node, int columns) {
    TreeEnsemble whole = TreeNodes.read(new Attributes(node), columns, single);
    Operation.One answers = in -> through(whole, in[0]);
    TreeEnsemble scores = whole.logits();
    return node.getOpType().equals("TreeEnsembleClassifier")
        ? Operation.classifier(in -> through(scores, in[0]), answers)
        : Operation.one(answers);
  }

  private static Matrix through(TreeEnsemble trees, Matrix x) {
    return new Matrix(x.rows(), trees.outputs(), trees.scores(x.values()));
  }

  /** The ensemble of a graph that is one step of trees, whose answers only pass what follows. */
  private Optional<TreeEnsemble> alone(List<NodeProto> needed, String wanted) {
    if (inputs.size() != 1) {
      return Optional.empty();
    }
    String at = wanted;
    Set<NodeProto> seen = new HashSet<>();
    for (NodeProto node = makers.get(at); node != null; node = makers.get(at)) {
      seen.add(node);
      Attributes attributes = new Attributes(node);
      if (node.getOpType().matches(TREES)) {
        int place = node.getOpType().endsWith("Classifier") ? 1 : 0;
        boolean only =
            seen.size() == needed.size()
                && node.getOutputList().indexOf(at) == place
                && node.getInputList().equals(inputs);
        return only
            ? Optional.of(TreeNodes.read(attributes, widths.get(0), single))
            : Optional.empty();
      }
      if (!Set.of("Identity", "ZipMap", "Cast").contains(node.getOpType())
          || seen.size() > needed.size()
          || node.getInputCount() != 1
          || !known(node).apply(attributes).passes()) {
        return Optional.empty();
      }
      at = node.getInput(0);
    }
    return Optional.empty();
  }

  private static Matrix constant(NodeProto node) {
    return new Attributes(node).has("value")
        ? StoredMatrix.of(node.getAttribute(0).getT())
        : numbers(new Attributes(node));
  }

  private static Matrix numbers(Attributes node) {
    for (String kind : List.of("value_floats", "value_ints")) {
      double[] list = node.numbers(kind);
      if (list.length > 0) {
        return new Matrix(1, list.length, list);
      }
    }
    boolean real = node.has("value_float");
    double one = real ? node.number("value_float", 0) : node.whole("value_int", 0);
    return new Matrix(1, 1, new double[] {one});
  }

  private int width(ValueInfoProto input) {
    TypeProto.Tensor type = input.getType().getTensorType();
    int element = type.getElemType();
    InputException.check(
        element != TensorProto.DataType.STRING_VALUE,
        "The input '%s' of the ONNX file %s takes texts, which are not supported; encode them as"
            + " numbers first.",
        input.getName(),
        name);
    single &= element != TensorProto.DataType.DOUBLE_VALUE;
    int axes = type.getShape().getDimCount();
    long width = axes == 2 ? type.getShape().getDim(1).getDimValue() : axes == 1 ? 1 : 0;
    InputException.check(
        width > 0 && width < 1 << 24,
        "The input '%s' of the ONNX file %s is no table of a known number of columns.",
        input.getName(),
        name);
    return (int) width;
  }

  /** The output of scores: that of real numbers, or of a map from labels to probabilities. */
  private String scores() {
    for (ValueInfoProto output : graph.getOutputList()) {
      int element = output.getType().getTensorType().getElemType();
      boolean real =
          element == TensorProto.DataType.FLOAT_VALUE
              || element == TensorProto.DataType.DOUBLE_VALUE;
      NodeProto maker = makers.get(output.getName());
      if (real || (maker != null && maker.getOpType().equals("ZipMap"))) {
        return output.getName();
      }
    }
    InputException.check(
        graph.getOutputCount() > 0, "The ONNX file %s has no output; it is damaged.", name);
    return graph.getOutput(0).getName();
  }

  /** The nodes that a value needs, in the file's order. */
  private List<NodeProto> needed(String wanted) {
    InputException.check(
        makers.containsKey(wanted),
        "The ONNX file %s has no output '%s'; it has %s.",
        name,
        wanted,
        graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
    Set<String> open = new HashSet<>(Set.of(wanted));
    List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
    Collections.reverse(nodes);
    List<NodeProto> needed = new ArrayList<>();
    for (NodeProto node : nodes) {
      if (node.getOutputList().stream().anyMatch(open::contains)) {
        needed.add(0, node);
        open.addAll(node.getInputList());
      }
    }
    return needed;
  }
}
