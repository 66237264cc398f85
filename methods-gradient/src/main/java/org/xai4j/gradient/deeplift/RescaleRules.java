package org.xai4j.gradient.deeplift;

import org.xai4j.core.engine.Scalar;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.cells.Pick;
import org.xai4j.core.layer.cells.PickMarked;
import org.xai4j.core.layer.cells.RepeatRows;
import org.xai4j.core.layer.logic.Select;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.network.Rules;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * The rescale rule of DeepLIFT for every layer type. The batch is a {@link ReferencePairs} of rows
 * and references; signals are multipliers M with Σ M·Δx = Δf, the same in both halves.
 *
 * <ul>
 *   <li>linear layers: the gradient;
 *   <li>element-wise functions: Δy/Δx;
 *   <li>maxima: with m = max(y, y′), the input that wins the row takes m − y′ and the one that wins
 *       the reference takes y − m, each divided by its Δx;
 *   <li>matrix products: the gradient half-way, Δ(ab) = Δa·(b + b′)/2 + Δb·(a + a′)/2;
 *   <li>products and quotients: {@link ProductRescale}; softmax: {@link SoftmaxRescale};
 *       normalisation: {@link NormalizationRescale}.
 * </ul>
 *
 * Each of them keeps Σ M·Δx exactly, so the whole network does.
 */
final class RescaleRules implements Rules {
  /** Below this difference a quotient of differences is a slope. */
  private static final double TINY = 1e-10;

  private final boolean[] varies;
  private final boolean[] leads;

  private RescaleRules(boolean[] varies, boolean[] leads) {
    this.varies = varies;
    this.leads = leads;
  }

  /** The rules of a network without recurrent layers. */
  static RescaleRules of(Network network) {
    boolean[] varies = new boolean[network.nodes().size()];
    varies[0] = true;
    for (Node node : network.nodes()) {
      // Of what tells the number of rows alone nothing comes.
      boolean rows = node.layer() instanceof RepeatRows;
      for (int source : rows ? node.inputs().subList(0, 1) : node.inputs()) {
        varies[node.index()] |= varies[source];
      }
    }
    return new RescaleRules(varies, leads(network, varies));
  }

  /** Whether rows and their references are the halves of a value: its rows come first. */
  private static boolean[] leads(Network network, boolean[] varies) {
    boolean[] leads = new boolean[varies.length];
    for (Node node : network.nodes()) {
      boolean moved = node.layer() instanceof Transpose t && t.permutation().get(0) != 0;
      leads[node.index()] =
          network.countsRows(node)
              || (!moved && node.inputs().stream().allMatch(i -> leads[i] || !varies[i]));
    }
    return leads;
  }

  /** Whether a node's rule is the gradient, whichever axis the rows are. */
  private boolean linear(Node node) {
    return !varies[node.index()] || node.layer().affine() || fixedChoice(node) || scaled(node);
  }

  /** Whether a node needs a rule for pairs and reads values that have another axis first. */
  boolean meetsOthersFirst(Node node) {
    return !linear(node) && node.inputs().stream().anyMatch(i -> !leads[i] && varies[i]);
  }

  @Override
  public Rule of(Node node) {
    Layer layer = node.layer();
    if (linear(node)) {
      return Rule.GRADIENT;
    }
    InputException.check(
        !meetsOthersFirst(node),
        "DeepLIFT has no rule for layer '%s' of type %s, whose values do not have the rows of the"
            + " batch first; take a method such as integrated-gradients, or export the model with"
            + " the batch as its first axis (batch_first=True).",
        node.name(),
        layer.type());
    return switch (layer.family()) {
      case ACTIVATION ->
          ((Activation) layer).function() == Activation.Function.RELU
              ? (n, device) -> (tape, signal) -> rectifier(tape.inputs(n)[0], signal)
              : (n, device) ->
                  (tape, signal) ->
                      rescale(Scalar.of((Activation) layer), tape.inputs(n)[0], signal);
      case PRELU ->
          (n, device) -> (tape, signal) -> rescale(tape.inputs(n)[0], tape.value(n), signal);
      case SOFTMAX ->
          (n, device) ->
              (tape, signal) ->
                  new Tensor[] {
                    SoftmaxRescale.multipliers((Softmax) layer, tape.inputs(n)[0], signal)
                  };
      case LAYER_NORMALIZATION -> {
        LayerNormalization l = (LayerNormalization) layer;
        yield normalization(new NormalizationRescale(l.gamma(), l.epsilon(), false));
      }
      case INSTANCE_NORMALIZATION -> {
        InstanceNormalization l = (InstanceNormalization) layer;
        yield normalization(new NormalizationRescale(l.gamma(), l.epsilon(), true));
      }
      case MATMUL -> middle();
      case ELEMENTWISE -> elementwise(((Elementwise) layer).operation());
      case POOLING, REDUCTION -> extremum(true);
      case BATCH_NORMALIZATION,
          CONCAT,
          CONSTANT,
          CONVOLUTION,
          DENSE,
          DROPOUT,
          EXPAND,
          GATHER,
          INPUT,
          PAD,
          RESHAPE,
          SLICE,
          TRANSPOSE,
          TRANSPOSED_CONVOLUTION,
          UPSAMPLE ->
          Rule.GRADIENT;
      case CUSTOM, EMBEDDING, RECURRENT ->
          throw new InputException(
              "DeepLIFT has no rule for layer '"
                  + node.name()
                  + "' of type "
                  + layer.type()
                  + "; take a method such as integrated-gradients.");
    };
  }

  /** Whether a node is a product with what does not vary. */
  private boolean scaled(Node node) {
    boolean product =
        node.layer() instanceof MatMul
            || (node.layer() instanceof Elementwise e
                && (e.operation() == Elementwise.Operation.MULTIPLY
                    || e.operation() == Elementwise.Operation.DIVIDE));
    boolean divides =
        node.layer() instanceof Elementwise e && e.operation() == Elementwise.Operation.DIVIDE;
    return product
        && (!varies[node.inputs().get(1)] || (!divides && !varies[node.inputs().get(0)]));
  }

  /** Whether a node chooses between its inputs as a constant says. */
  private boolean fixedChoice(Node node) {
    boolean chooses =
        node.layer() instanceof Select
            || node.layer() instanceof Pick
            || node.layer() instanceof PickMarked;
    int question = node.layer() instanceof Select ? 0 : 1;
    return chooses && !varies[node.inputs().get(question)];
  }

  private static Rule normalization(NormalizationRescale rescale) {
    return (n, device) -> (tape, signal) -> rescale.multipliers(tape.inputs(n)[0], signal);
  }

  private Rule elementwise(Elementwise.Operation operation) {
    return switch (operation) {
      case ADD, SUBTRACT -> Rule.GRADIENT;
      case MULTIPLY, DIVIDE ->
          (n, device) ->
              (tape, signal) -> ProductRescale.multipliers(operation, tape.inputs(n), signal);
      case MAXIMUM -> extremum(true);
      case MINIMUM -> extremum(false);
    };
  }

  /** M·Δy/Δx for a function of one number, its values taken in double precision. */
  private static Tensor[] rescale(Scalar function, Tensor input, Tensor signal) {
    double[] x = input.doubles();
    double[] s = signal.doubles();
    int half = x.length / 2;
    for (int i = 0; i < half; i++) {
      double a = x[i];
      double b = x[i + half];
      double slope =
          Math.abs(a - b) > TINY
              ? (function.value(a) - function.value(b)) / (a - b)
              : function.slope(0.5 * (a + b));
      s[i] = s[i] == 0 ? 0 : s[i] * slope;
      s[i + half] = s[i];
    }
    return new Tensor[] {input.device().of(input.type(), s, input.shape())};
  }

  /** M·Δy/Δx for ReLU, whose differences of single precision are as good as the inputs'. */
  private static Tensor[] rectifier(Tensor input, Tensor signal) {
    Tensor x = ReferencePairs.rows(input);
    Tensor reference = ReferencePairs.references(input);
    Tensor difference = x.sub(reference);
    Tensor quotient = x.positive().sub(reference.positive()).div(difference, 0);
    Tensor tiny = difference.abs().add(-TINY).mask(Tensor.Sign.NEGATIVE);
    Tensor slope = x.mask(Tensor.Sign.POSITIVE);
    Tensor slopes = quotient.add(slope.sub(quotient).mul(tiny));
    return new Tensor[] {ReferencePairs.twice(slopes.mul(ReferencePairs.rows(signal)))};
  }

  /** M·Δy/Δx from values; 0 where nothing changes. */
  private static Tensor[] rescale(Tensor input, Tensor output, Tensor signal) {
    double[] x = input.doubles();
    double[] y = output.doubles();
    double[] s = signal.doubles();
    int half = x.length / 2;
    for (int i = 0; i < half; i++) {
      double difference = x[i] - x[i + half];
      s[i] = difference == 0 ? 0 : s[i] * (y[i] - y[i + half]) / difference;
      s[i + half] = s[i];
    }
    return new Tensor[] {input.device().of(input.type(), s, input.shape())};
  }

  /** The gradient half-way between rows and references. */
  private Rule middle() {
    return (node, device) ->
        (tape, signal) -> {
          Operator operator = tape.operator(node);
          Tensor[] middle = tape.inputs(node);
          for (int j = 0; j < middle.length; j++) {
            middle[j] = varies[node.inputs().get(j)] ? ReferencePairs.middle(middle[j]) : middle[j];
          }
          return operator.gradient(middle, operator.record(middle), signal);
        };
  }

  private Rule extremum(boolean largest) {
    return (node, device) -> {
      return (tape, signal) -> {
        Operator operator = tape.operator(node);
        Tensor[] inputs = tape.inputs(node);
        Operator.Recorded recorded = tape.entry(node);
        Tensor y = ReferencePairs.rows(recorded.output());
        Tensor reference = ReferencePairs.references(recorded.output());
        Tensor cross = largest ? y.max(reference) : y.min(reference);
        Tensor shares = device.concat(0, cross.sub(reference), y.sub(cross)).mul(signal);
        Tensor[] taken = operator.gradient(inputs, recorded, shares);
        for (int j = 0; j < taken.length; j++) {
          if (varies[node.inputs().get(j)]) {
            taken[j] = perDifference(taken[j], inputs[j]);
          }
        }
        return taken;
      };
    };
  }

  /** Both halves' shares of an input, added up and divided by Δx; 0 where nothing changes. */
  private static Tensor perDifference(Tensor shares, Tensor input) {
    Tensor difference = ReferencePairs.rows(input).sub(ReferencePairs.references(input));
    Tensor sum = ReferencePairs.rows(shares).add(ReferencePairs.references(shares));
    return ReferencePairs.twice(sum.div(difference, 0));
  }
}
