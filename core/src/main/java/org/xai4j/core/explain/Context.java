package org.xai4j.core.explain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.EnginePredictor;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Progress;

/**
 * What is asked of an explainer beside its own parameters. Immutable: begin with {@link
 * #standard()}; each {@code with} gives a copy.
 */
public final class Context {
  private final Target target;
  private final Baseline baseline;
  private final FeatureGroups groups;
  private final long seed;
  private final Execution execution;
  private final Engine engine;
  private final Progress progress;
  private final Optional<String> layer;
  private final Optional<TableSchema> columns;

  private Context(
      Target target,
      Baseline baseline,
      FeatureGroups groups,
      long seed,
      Execution execution,
      Engine engine,
      Progress progress,
      Optional<String> layer,
      Optional<TableSchema> columns) {
    this.target = target;
    this.baseline = baseline;
    this.groups = groups;
    this.seed = seed;
    this.execution = execution;
    this.engine = engine;
    this.progress = progress;
    this.layer = layer;
    this.columns = columns;
  }

  /**
   * The largest logit against a zero baseline, every element a feature, seed 0.
   *
   * @return the default
   */
  public static Context standard() {
    return new Context(
        Target.argmax(),
        Baseline.zeros(),
        FeatureGroups.none(),
        0,
        Execution.standard(),
        Engine.standard(),
        Progress.SILENT,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The same with a blur of signals that runs along their time, where that is not the last axis.
   *
   * @param layout of the signals
   * @param inputs [n, w, c] with channels last
   * @return itself for other inputs and baselines
   */
  public Context blurred(ImageLayout layout, INDArray inputs) {
    boolean last = inputs.rank() == 3 && layout == ImageLayout.CHANNELS_LAST;
    if (!last || !(baseline instanceof Baseline.Blur blur)) {
      return this;
    }
    INDArray rows = layout.fromChannelsFirst(blur.resolve(layout.toChannelsFirst(inputs)));
    return with(new Baseline.Rows(rows, blur.toString()));
  }

  /**
   * The same asked of a model that takes images with channels first, in place of one that takes
   * them in another layout.
   *
   * @param layout of the baseline and groups of this context
   * @param inputs in that layout
   * @return with baseline and groups turned
   */
  public Context channelsFirst(ImageLayout layout, INDArray inputs) {
    Context turned = this;
    if (baseline instanceof Baseline.Rows given) {
      turned =
          turned.with(
              new Baseline.Rows(layout.toChannelsFirst(given.resolve(inputs)), given.name()));
    }
    if (groups instanceof FeatureGroups.Given given) {
      INDArray row = inputs.get(NDArrayIndex.interval(0, 1));
      given.of(row);
      INDArray ids = layout.toChannelsFirst(given.ids().reshape('c', row.shape()));
      turned = turned.with(new FeatureGroups.Given(ids, given.name()));
    }
    return turned;
  }

  /**
   * Which output is explained.
   *
   * @return the target
   */
  public Target target() {
    return target;
  }

  /**
   * What stands for absent features.
   *
   * @return the baseline
   */
  public Baseline baseline() {
    return baseline;
  }

  /**
   * Which elements form one feature, for methods that remove features.
   *
   * @return the groups
   */
  public FeatureGroups groups() {
    return groups;
  }

  /**
   * The seed of all randomness.
   *
   * @return any number
   */
  public long seed() {
    return seed;
  }

  /**
   * How the machine is used.
   *
   * @return chunk and threads
   */
  public Execution execution() {
    return execution;
  }

  /**
   * What runs networks.
   *
   * @return the engine
   */
  public Engine engine() {
    return engine;
  }

  /**
   * What hears of finished rows.
   *
   * @return the listener
   */
  public Progress progress() {
    return progress;
  }

  /**
   * The layer whose output is attributed in place of the network's input.
   *
   * @return its name, if it is not the input
   */
  public Optional<String> layer() {
    return layer;
  }

  /**
   * What the columns of a table mean, for methods that ask.
   *
   * @return their description, if there is one
   */
  public Optional<TableSchema> columns() {
    return columns;
  }

  /**
   * Another target.
   *
   * @param other replaces {@link #target()}
   * @return a copy
   */
  public Context with(Target other) {
    return new Context(other, baseline, groups, seed, execution, engine, progress, layer, columns);
  }

  /**
   * Another baseline.
   *
   * @param other replaces {@link #baseline()}
   * @return a copy
   */
  public Context with(Baseline other) {
    return new Context(target, other, groups, seed, execution, engine, progress, layer, columns);
  }

  /**
   * Other groups.
   *
   * @param other replaces {@link #groups()}
   * @return a copy
   */
  public Context with(FeatureGroups other) {
    return new Context(target, baseline, other, seed, execution, engine, progress, layer, columns);
  }

  /**
   * Another seed.
   *
   * @param other replaces {@link #seed()}
   * @return a copy
   */
  public Context withSeed(long other) {
    return new Context(
        target, baseline, groups, other, execution, engine, progress, layer, columns);
  }

  /**
   * Another use of the machine.
   *
   * @param other replaces {@link #execution()}
   * @return a copy
   */
  public Context with(Execution other) {
    return new Context(target, baseline, groups, seed, other, engine, progress, layer, columns);
  }

  /**
   * Another engine.
   *
   * @param other replaces {@link #engine()}
   * @return a copy
   */
  public Context with(Engine other) {
    return new Context(target, baseline, groups, seed, execution, other, progress, layer, columns);
  }

  /**
   * Another listener.
   *
   * @param other replaces {@link #progress()}
   * @return a copy
   */
  public Context with(Progress other) {
    return new Context(target, baseline, groups, seed, execution, engine, other, layer, columns);
  }

  /**
   * Another place of attribution: the output of a layer, for the methods that look inside networks.
   *
   * @param name of the layer
   * @return a copy
   */
  public Context withLayer(String name) {
    return new Context(
        target, baseline, groups, seed, execution, engine, progress, Optional.of(name), columns);
  }

  /**
   * A description of the columns of a table. Its one-hot groups become features, unless other
   * groups were asked for.
   *
   * @param schema of the inputs
   * @return a copy
   */
  public Context with(TableSchema schema) {
    boolean declared = !schema.groups().isEmpty() && groups instanceof FeatureGroups.Each;
    FeatureGroups units = declared ? FeatureGroups.units(schema) : groups;
    return new Context(
        target, baseline, units, seed, execution, engine, progress, layer, Optional.of(schema));
  }

  /**
   * A model as the perturbation methods call it: networks run on this context's engine.
   *
   * @param model any predictor
   * @return batch [n, …] to scores [n, k]
   */
  public Predictor predictor(Predictor model) {
    return model instanceof Network network ? new EnginePredictor(engine, network) : model;
  }

  /**
   * The background set: all rows of the baseline.
   *
   * @param inputs the whole input [n, …]
   * @return [m, …]
   */
  public INDArray background(INDArray inputs) {
    return baseline.resolve(inputs);
  }
}
