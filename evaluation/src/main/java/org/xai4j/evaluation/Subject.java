package org.xai4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * What a metric scores. Metrics work on images with channels first: of a model that takes them in
 * another layout everything is turned here.
 *
 * @param model explained
 * @param inputs the explained batch [n, …]
 * @param attributions their attribution, of the same shape
 * @param units the features the attribution was made for: each element holds its unit's whole value
 * @param explainer the method, for metrics that explain changed inputs or models; empty where only
 *     stored attributions are at hand
 * @param context target, baseline, groups, seed and execution of the explanation
 * @param truth what is known of the right answer
 */
public record Subject(
    Predictor model,
    INDArray inputs,
    INDArray attributions,
    FeatureGroups units,
    Optional<AttributionExplainer<?>> explainer,
    Context context,
    Truth truth) {
  /** Checks that attributions, masks and reference fit the inputs. */
  public Subject {
    inputs = NdArrays.whole(inputs);
    attributions = NdArrays.whole(attributions);
    truth = new Truth(truth.masks().map(NdArrays::whole), truth.reference().map(NdArrays::whole));
    requireSameShape("attributions", attributions, inputs);
    if (truth.reference().isPresent()) {
      requireSameShape("reference attributions", truth.reference().get(), inputs);
    }
    long[] given = inputs.shape();
    long[] asGiven = truth.masks().map(INDArray::shape).orElse(given);
    if (inputs.rank() == 4 && model.layout() != ImageLayout.CHANNELS_FIRST) {
      ImageLayout layout = model.layout();
      if (units instanceof FeatureGroups.Given) {
        units = context.with(units).channelsFirst(layout, inputs).groups();
      }
      context = context.channelsFirst(layout, inputs);
      truth =
          new Truth(
              truth.masks().map(m -> channels(m, given) ? layout.toChannelsFirst(batch(m)) : m),
              truth.reference().map(layout::toChannelsFirst));
      inputs = layout.toChannelsFirst(inputs);
      attributions = layout.toChannelsFirst(attributions);
      model = model.channelsFirst();
    }
    context = context.blurred(model.layout(), inputs);
    if (truth.masks().isPresent()) {
      InputException.check(
          fits(truth.masks().get().shape(), inputs.shape()),
          "The masks have the shape %s, but the inputs %s; give that shape, or that of one input,"
              + " with all channels or one.",
          Arrays.toString(asGiven),
          Arrays.toString(given));
    }
  }

  /** A mask of one row as a batch. */
  private static INDArray batch(INDArray masks) {
    return masks.rank() == 4
        ? masks
        : masks.reshape('c', 1, masks.size(0), masks.size(1), masks.size(2));
  }

  /** Whether the last axis of masks is that of the channels of images [n, h, w, c]. */
  private static boolean channels(INDArray masks, long[] images) {
    int rank = masks.rank();
    boolean pixels =
        rank > 2 && masks.size(rank - 2) == images[2] && masks.size(rank - 3) == images[1];
    return pixels && (masks.size(rank - 1) == images[3] || masks.size(rank - 1) == 1);
  }

  /** Whether masks are of the inputs' shape or of one row's, with all channels or one. */
  private static boolean fits(long[] masks, long[] inputs) {
    boolean channels = inputs.length > 2;
    long[] rest = Arrays.copyOfRange(inputs, channels ? 2 : 1, inputs.length);
    int lead = masks.length - rest.length;
    if (lead < 0 || !Arrays.equals(rest, Arrays.copyOfRange(masks, lead, masks.length))) {
      return false;
    }
    long n = inputs[0];
    return switch (lead) {
      case 0 -> true;
      case 1 -> masks[0] == n || masks[0] == 1 || (channels && masks[0] == inputs[1]);
      case 2 ->
          channels && (masks[0] == n || masks[0] == 1) && (masks[1] == inputs[1] || masks[1] == 1);
      default -> false;
    };
  }

  /**
   * A subject without known truth.
   *
   * @param model explained
   * @param inputs the explained batch [n, …]
   * @param attributions their attribution, of the same shape
   * @param units the features the attribution was made for
   * @param explainer the method, if it is at hand
   * @param context target, baseline, groups, seed and execution of the explanation
   */
  public Subject(
      Predictor model,
      INDArray inputs,
      INDArray attributions,
      FeatureGroups units,
      Optional<AttributionExplainer<?>> explainer,
      Context context) {
    this(model, inputs, attributions, units, explainer, context, Truth.unknown());
  }

  /**
   * The same with another truth.
   *
   * @param other replaces {@link #truth()}
   * @return a copy
   */
  public Subject with(Truth other) {
    return new Subject(model, inputs, attributions, units, explainer, context, other);
  }

  /**
   * The same asked otherwise.
   *
   * @param other replaces {@link #context()}
   * @return a copy
   */
  public Subject with(Context other) {
    return new Subject(model, inputs, attributions, units, explainer, other, truth);
  }

  /**
   * The same with other attributions.
   *
   * @param other replaces {@link #attributions()}
   * @return a copy
   */
  public Subject withAttributions(INDArray other) {
    return new Subject(model, inputs, other, units, explainer, context, truth);
  }

  private static void requireSameShape(String name, INDArray array, INDArray inputs) {
    InputException.check(
        Arrays.equals(inputs.shape(), array.shape()),
        "The %s have the shape %s, but the inputs %s; give those of these inputs.",
        name,
        Arrays.toString(array.shape()),
        Arrays.toString(inputs.shape()));
  }

  /**
   * How many instances there are.
   *
   * @return n
   */
  public int size() {
    return (int) inputs.size(0);
  }

  /**
   * The attributions of each instance.
   *
   * @return [n][elements of one input]
   */
  public double[][] rows() {
    return NdArrays.rows(attributions);
  }

  /**
   * Scores changed copies of the instances, for the outputs explained at the instances themselves.
   *
   * @param output of a network whose score is read
   * @return the scorer
   */
  public Scorer scorer(Target.Output output) {
    Target asked = context.target();
    Target of =
        new Target(asked.selection(), asked.classes(), output, asked.layer(), asked.place());
    Predictor view = of.view(model);
    INDArray batch = view instanceof Network network ? network.accept(inputs) : inputs;
    InstanceModels models =
        InstanceModels.of(view, part -> of.classes(model, context.predictor(part)), size());
    INDArray outputs = models.predict(batch);
    return new Scorer(models, batch, outputs, of.resolve(outputs, 0));
  }

  /**
   * Gives the outputs of a part of the network for changed copies of the instances; it has no
   * target.
   *
   * @param part of the model, from its input on
   * @return the scorer
   */
  public Scorer scorer(Network part) {
    InstanceModels models = InstanceModels.of(part, context::predictor, size());
    return new Scorer(models, part.accept(inputs));
  }

  /**
   * The features of each instance with the baseline that stands for absent ones, ready to be
   * masked.
   *
   * @param output of a network whose score is read
   * @return one masking per instance
   */
  public Masking[] maskings(Target.Output output) {
    Scorer scorer = scorer(output);
    INDArray batch = scorer.batch();
    INDArray baseline = context.baseline().resolve(batch);
    Masking[] maskings = new Masking[(int) batch.size(0)];
    for (int i = 0; i < maskings.length; i++) {
      INDArray own =
          baseline.size(0) == maskings.length
              ? baseline.get(NDArrayIndex.interval(i, i + 1))
              : baseline;
      INDArray row = batch.get(NDArrayIndex.interval(i, i + 1));
      maskings[i] =
          new Masking(scorer.model(i), batch, i, own, context.groups().of(row), scorer.target());
    }
    return maskings;
  }

  /**
   * Explains other inputs with the same method, model and context, for the classes that are
   * explained at the instances themselves.
   *
   * @param others batch of the shape of the inputs
   * @return their attributions
   * @throws InputException if only stored attributions are at hand
   */
  public INDArray explain(INDArray others) {
    return explain(model, others, context.with(fixedTarget()));
  }

  /**
   * Explains other inputs of another model with the same method, for the classes that the subject's
   * model is explained for at the instances themselves.
   *
   * @param other model of the same inputs and outputs
   * @param others batch of the shape of the inputs
   * @return their attributions
   * @throws InputException if only stored attributions are at hand
   */
  public INDArray explain(Predictor other, INDArray others) {
    return explain(other, others, context.with(fixedTarget()));
  }

  /**
   * Explains the instances for other outputs.
   *
   * @param other replaces the context's target
   * @return attributions of the inputs' shape
   * @throws InputException if only stored attributions are at hand
   */
  public INDArray explain(Target other) {
    return explain(model, inputs, context.with(other));
  }

  private INDArray explain(Predictor other, INDArray others, Context asked) {
    AttributionExplainer<?> method =
        explainer.orElseThrow(
            () ->
                new InputException(
                    "This metric explains again; name the method, stored attributions"
                        + " are not enough."));
    return explain(method, other, others, asked.with(Progress.SILENT));
  }

  private static <M extends Predictor> INDArray explain(
      AttributionExplainer<M> method, Predictor other, INDArray others, Context asked) {
    return method.explain(method.take(other), others, asked).values();
  }

  /**
   * The same, asked for the classes by their names that an argmax picks for the instances: whoever
   * explains several times asks the model for them once.
   *
   * @return itself if the target names classes already
   */
  public Subject fixed() {
    return context.target().selection() == Target.Selection.ARGMAX
        ? with(context.with(fixedTarget()))
        : this;
  }

  /**
   * The target with the classes named that an argmax picks for the instances.
   *
   * @return the context's own target if it names classes already
   */
  public Target fixedTarget() {
    if (context.target().selection() != Target.Selection.ARGMAX) {
      return context.target();
    }
    List<Integer> classes =
        Arrays.stream(scorer(context.target().output()).target().classes()).boxed().toList();
    return new Target(
        Target.Selection.CLASS,
        classes,
        context.target().output(),
        context.target().layer(),
        context.target().place());
  }
}
