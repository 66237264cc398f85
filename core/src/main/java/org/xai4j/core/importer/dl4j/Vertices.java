package org.xai4j.core.importer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;

/** The vertices of a computation graph that are not layers. */
final class Vertices {
  private Vertices() {}

  static ModelValue convert(Assembly to, GraphVertex conf, List<ModelValue> inputs) {
    ModelValue x = inputs.get(0);
    if (conf instanceof ElementWiseVertex v) {
      return elementwise(to, v.getOp(), inputs);
    } else if (conf instanceof MergeVertex v) {
      return merge(to, v.getMergeAxis(), inputs);
    } else if (conf instanceof SubsetVertex v) {
      // DL4J counts along axis 1 of its own layout.
      if (x.last()) {
        throw to.unsupported("a subset of a value with channels last");
      }
      Slice slice = Slice.range(x.featureAxis(), v.getFrom(), v.getTo() + 1L);
      return x.at(to.add(slice, x.node()), v.getTo() - v.getFrom() + 1L);
    } else if (conf instanceof ScaleVertex v) {
      return withNumber(to, Operation.MULTIPLY, x, v.getScaleFactor());
    } else if (conf instanceof ShiftVertex v) {
      return withNumber(to, Operation.ADD, x, v.getShiftFactor());
    } else if (conf instanceof ReshapeVertex v) {
      return reshape(to, v, x);
    } else if (conf instanceof LastTimeStepVertex) {
      return RecurrentLayers.step(to, x, -1);
    } else if (conf instanceof PreprocessorVertex v) {
      return Preprocessors.apply(to, x, v.getPreProcessor());
    } else if (conf instanceof PoolHelperVertex && x.kind() == ModelValue.Kind.IMAGE && !x.last()) {
      return SpatialLayers.crop(to, x, new int[] {1, 0, 1, 0});
    }
    throw to.unsupported("a " + conf.getClass().getSimpleName());
  }

  private static ModelValue withNumber(
      Assembly to, Operation operation, ModelValue x, double number) {
    return x.at(to.add(new Elementwise(operation), x.node(), to.constant(number)));
  }

  private static ModelValue elementwise(
      Assembly to, ElementWiseVertex.Op op, List<ModelValue> inputs) {
    Operation operation =
        switch (op) {
          case Add, Average -> Operation.ADD;
          case Subtract -> Operation.SUBTRACT;
          case Product -> Operation.MULTIPLY;
          case Max -> Operation.MAXIMUM;
        };
    ModelValue x = inputs.get(0);
    int node = x.node();
    for (ModelValue other : inputs.subList(1, inputs.size())) {
      node = to.add(new Elementwise(operation), node, other.node());
    }
    if (op == ElementWiseVertex.Op.Average) {
      node = to.add(new Elementwise(Operation.MULTIPLY), node, to.constant(1.0 / inputs.size()));
    }
    return x.at(node);
  }

  private static ModelValue merge(Assembly to, int axis, List<ModelValue> inputs) {
    ModelValue x = inputs.get(0);
    int rank = 2 + x.lengths().size();
    int positive = axis < 0 ? axis + rank : axis;
    boolean features = positive == (x.last() ? rank - 1 : 1);
    if (!features) {
      throw to.unsupported("a merge along axis " + axis + " instead of the features");
    }
    int[] nodes = inputs.stream().mapToInt(ModelValue::node).toArray();
    long channels = 0;
    for (ModelValue input : inputs) {
      channels = channels < 0 || input.channels() < 0 ? -1 : channels + input.channels();
    }
    return x.at(
        nodes.length == 1 ? nodes[0] : to.add(new Concat(x.featureAxis()), nodes), channels);
  }

  private static ModelValue reshape(Assembly to, ReshapeVertex conf, ModelValue x) {
    int[] shape = conf.getNewShape();
    if (conf.getReshapeOrder() != 'c' || x.steps() != null || shape.length > 4) {
      throw to.unsupported("a reshape in column order, of rows in time or to more than 4 axes");
    }
    List<Long> row = new ArrayList<>(List.of(0L));
    for (int i = 1; i < shape.length; i++) {
      row.add((long) shape[i]);
    }
    int node = to.add(new Reshape(row), to.raw(x));
    return switch (shape.length) {
      case 3 -> ModelValue.sequence(node, shape[1], Length.fixed(shape[2]), false);
      case 4 ->
          ModelValue.image(node, shape[1], Length.fixed(shape[2]), Length.fixed(shape[3]), false);
      default -> ModelValue.table(node, shape[1]);
    };
  }
}
