package org.xai4j.gradient.path;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.AffinePrefix;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.GradientSum;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.RowVersions;

/**
 * Integrated gradients: aᵢ = (xᵢ − bᵢ)·∫₀¹ ∂f/∂xᵢ(b + α(x − b)) dα. The values of a row add up to
 * f(x) − f(b) but for the error of the quadrature.
 *
 * <p>An affine first part of the network is run once per row, not once per step, forward and
 * backward: it commutes with the path, and the gradients of all steps are added up behind it.
 *
 * @param steps points of the quadrature
 * @param quadrature how the integral is approximated
 * @param tolerance largest completeness error |Σa − f(x) + f(b)| of a row: the steps are doubled
 *     until it is met; nothing for a fixed number of steps
 * @param average whether the rows of the baseline are several baselines for every row, over which
 *     the result is the mean (Sturmfels, Lundberg and Lee 2020, doi:10.23915/distill.00022)
 * @param multiply whether the mean gradient is multiplied with x − b, as the axioms need
 */
@Info(
    id = "integrated-gradients",
    title = "Integrated Gradients",
    summary = "Gradients averaged along the straight path from the baseline to the input.",
    reference = "Sundararajan, Taly and Yan 2017, arXiv:1703.01365")
public record IntegratedGradients(
    @Param(value = "points of the quadrature", min = 1, max = 100_000) int steps,
    @Param("how the integral is approximated") Quadrature quadrature,
    @Param(value = "completeness error down to which steps are doubled", min = 0)
        Optional<Double> tolerance,
    @Param("whether the mean over all rows of the baseline is taken") boolean average,
    @Param("whether the mean gradient is multiplied with x − b") boolean multiply)
    implements NetworkExplainer {
  /** How often the steps are doubled at most, the first round included. */
  private static final int DOUBLINGS = 7;

  /** Parts of the path of a lone row. */
  private static final int SHARES = 4;

  /** 50 Gauss–Legendre points. */
  public IntegratedGradients() {
    this(50, Quadrature.GAUSS_LEGENDRE);
  }

  /**
   * A fixed number of steps.
   *
   * @param steps points of the quadrature
   * @param quadrature how the integral is approximated
   */
  public IntegratedGradients(int steps, Quadrature quadrature) {
    this(steps, quadrature, Optional.empty(), false, true);
  }

  /** Checks that the quadrature has enough points. */
  public IntegratedGradients {
    InputException.check(steps >= 1, "Integrated gradients need at least 1 step, not %d.", steps);
    InputException.check(
        steps >= 2 || quadrature != Quadrature.TRAPEZOID,
        "The trapezoid rule needs at least 2 steps, not %d.",
        steps);
    InputException.check(
        tolerance.isEmpty() || tolerance.get() > 0,
        "The tolerance of integrated gradients must be positive, not %s.",
        tolerance.orElse(0.0));
    InputException.check(
        multiply || tolerance.isEmpty(),
        "Integrated gradients without the factor x − b have no sum for a tolerance; leave one out.");
  }

  /**
   * Another number of steps.
   *
   * @param other replaces {@link #steps()}
   * @return a copy
   */
  public IntegratedGradients withSteps(int other) {
    return new IntegratedGradients(other, quadrature, tolerance, average, multiply);
  }

  /**
   * Steps doubled until the completeness error of every row is small enough.
   *
   * @param other replaces {@link #tolerance()}
   * @return a copy
   */
  public IntegratedGradients withTolerance(double other) {
    return new IntegratedGradients(steps, quadrature, Optional.of(other), average, multiply);
  }

  /**
   * The mean over all rows of the baseline.
   *
   * @return a copy
   */
  public IntegratedGradients averaged() {
    return new IntegratedGradients(steps, quadrature, tolerance, true, multiply);
  }

  @Override
  public Sum sum() {
    return multiply ? Sum.DIFFERENCE : Sum.FREE;
  }

  @Override
  public boolean background() {
    return average;
  }

  /** Each row is many rows of work, so chunks are smaller. */
  @Override
  public int chunk(int asked) {
    return Math.max(1, asked / 8);
  }

  @Override
  public boolean slopes() {
    return true;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Optional<AffinePrefix> prefix = AffinePrefix.of(context.engine(), model, inputs);
    Network last = prefix.map(AffinePrefix::tail).orElse(model);
    Propagation tail = context.engine().propagation(last, Rules.GRADIENT);
    Optional<Propagation> head =
        prefix.map(p -> context.engine().propagation(p.head(), Rules.GRADIENT));
    if (tolerance.isEmpty()) {
      Quadrature.Nodes nodes = quadrature.nodes(steps);
      return rows -> attribution(head, tail, rows, nodes).array();
    }
    Quadrature.Nodes[] nodes = new Quadrature.Nodes[DOUBLINGS];
    for (int i = 0; i < DOUBLINGS; i++) {
      nodes[i] = quadrature.nodes(steps << i);
    }
    return rows -> {
      double[] expected = differences(model, rows, context);
      return adaptive(head, tail, rows, nodes, expected, tolerance.get());
    };
  }

  private Tensor attribution(
      Optional<Propagation> head, Propagation tail, Rows rows, Quadrature.Nodes nodes) {
    Tensor x = tail.device().of(rows.inputs());
    Tensor baselines = tail.device().of(rows.baseline());
    if (!average) {
      return attribution(head, tail, rows, x, baselines, nodes);
    }
    VersionSum sum = new VersionSum(x);
    for (long b = 0; b < baselines.size(0); b++) {
      Tensor one = baselines.rows(b, b + 1);
      Chunks.scoped(() -> sum.add(attribution(head, tail, rows, x, one, nodes)));
    }
    return sum.get().mul(1.0 / baselines.size(0));
  }

  private Tensor attribution(
      Optional<Propagation> head,
      Propagation tail,
      Rows rows,
      Tensor x,
      Tensor baseline,
      Quadrature.Nodes nodes) {
    Tensor mean = mean(head, tail, rows, x, baseline, nodes);
    return multiply ? mean.mul(x.sub(baseline)) : mean;
  }

  /** The mean gradient along the path from one baseline. */
  private static Tensor mean(
      Optional<Propagation> head,
      Propagation tail,
      Rows rows,
      Tensor x,
      Tensor baseline,
      Quadrature.Nodes nodes) {
    if (head.isEmpty()) {
      return integral(tail, rows, x, baseline, nodes);
    }
    Tape tape = head.get().forward(x);
    Tensor from = head.get().forward(baseline).output();
    Tensor sum = integral(tail, rows, tape.output(), from, nodes);
    return head.get().backward(tape, sum);
  }

  /** f(x) − f(b) of each row, or its mean over the baselines. */
  private double[] differences(Network model, Rows rows, Context context) {
    Target.Resolved target = rows.target(context.engine().predict(model, rows.inputs()));
    double[] result = target.scores().clone();
    long baselines = average ? rows.baseline().size(0) : 1;
    for (long b = 0; b < baselines; b++) {
      INDArray one =
          average ? rows.baseline().get(NDArrayIndex.interval(b, b + 1)) : rows.baseline();
      INDArray base = RowVersions.spread(one, rows.inputs());
      double[] scores = target.on(context.engine().predict(model, base)).scores();
      for (int i = 0; i < result.length; i++) {
        result[i] -= scores[i] / baselines;
      }
    }
    return result;
  }

  /** Doubles the steps; each row keeps the first result that meets the tolerance. */
  private INDArray adaptive(
      Optional<Propagation> head,
      Propagation tail,
      Rows rows,
      Quadrature.Nodes[] nodes,
      double[] expected,
      double tolerance) {
    INDArray x = rows.inputs();
    double[] result = new double[(int) x.length()];
    boolean[] done = new boolean[rows.size()];
    int open = done.length;
    for (int round = 0; round < nodes.length && open > 0; round++) {
      double[] flat = attribution(head, tail, rows, nodes[round]).doubles();
      int width = rows.width();
      for (int i = 0; i < done.length; i++) {
        double error = -expected[i];
        for (int j = i * width; j < (i + 1) * width; j++) {
          error += flat[j];
        }
        if (!done[i] && Math.abs(error) <= tolerance) {
          done[i] = true;
          open--;
          System.arraycopy(flat, i * width, result, i * width, width);
        }
      }
    }
    InputException.check(
        open == 0,
        "Integrated gradients with %d steps leave the completeness error of %d rows above the"
            + " tolerance %s; raise tolerance or steps.",
        nodes[nodes.length - 1].points().length,
        open,
        tolerance);
    return NdArrays.array(x.dataType(), result, x.shape());
  }

  /** The mean gradient along the path. */
  private static Tensor integral(
      Propagation network, Rows rows, Tensor to, Tensor from, Quadrature.Nodes nodes) {
    Tape end = network.forward(to);
    Target.Resolved target = rows.target(end.output().array());
    int points = nodes.points().length;
    boolean shared = rows.size() == 1 && points > RowVersions.together(end) && points >= 2 * SHARES;
    return shared
        ? shared(network, target, to, from, nodes)
        : integral(network, end, target, to, from, nodes);
  }

  private static Tensor integral(
      Propagation network,
      Tape end,
      Target.Resolved target,
      Tensor to,
      Tensor from,
      Quadrature.Nodes nodes) {
    GradientSum sum = network.gradients(end);
    StraightPath.along(network, end, target, from.broadcast(to.shape()), to, nodes, sum::add);
    return sum.get();
  }

  /**
   * The points of a lone row that do not fit at once, in parts that threads share: primitives on so
   * few rows make less of several threads.
   */
  private static Tensor shared(
      Propagation network, Target.Resolved target, Tensor to, Tensor from, Quadrature.Nodes nodes) {
    Device device = network.device();
    // Tensors belong to a thread.
    INDArray[] ends = {from.copied(), to.copied()};
    INDArray[] parts = new INDArray[SHARES];
    int points = nodes.points().length;
    Chunks.run(
        SHARES,
        new Execution(1, Chunks.spare()),
        (share, next) -> {
          Tensor x = device.of(ends[1]);
          Quadrature.Nodes some =
              nodes.part((int) (share * points / SHARES), (int) (next * points / SHARES));
          Tape end = network.forward(x);
          Tensor sum = integral(network, end, target, x, device.of(ends[0]), some);
          parts[(int) share] = sum.copied();
        });
    Tensor whole = device.of(parts[0]);
    for (int share = 1; share < SHARES; share++) {
      whole = whole.add(device.of(parts[share]));
    }
    return whole;
  }
}
