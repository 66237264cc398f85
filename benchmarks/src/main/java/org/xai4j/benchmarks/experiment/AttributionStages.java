package org.xai4j.benchmarks.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.Npz;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;

/**
 * Attributions as stages of a run: made once, and read again for the same method, parameters,
 * baseline, groups, target, model and data.
 *
 * @param store the run's stages
 * @param common what else they depend on
 * @param note hears of what is made
 */
public record AttributionStages(
    StageStore store, Map<String, Object> common, Consumer<String> note) {
  private static final String WARNING = "warning";

  /**
   * An attribution that is kept.
   *
   * @param values of the inputs' shape
   * @param scores explained, one per row
   * @param residuals of methods whose values add up
   * @param cost of making it
   * @param warning of the method, empty if there is none
   * @param reused whether it was there
   */
  public record Kept(
      INDArray values,
      INDArray scores,
      Optional<INDArray> residuals,
      Cost cost,
      String warning,
      boolean reused) {}

  /**
   * What an attribution depends on.
   *
   * @param explainer the method
   * @param model explained
   * @param inputs the rows
   * @param context what is asked
   * @return texts by name, the common ones first
   */
  public Map<String, Object> configuration(
      AttributionExplainer<?> explainer, Model model, INDArray inputs, Context context) {
    Map<String, Object> map = new LinkedHashMap<>(common);
    map.put("method", Registry.info(explainer).id());
    map.put("parameters", RecordText.of(explainer));
    map.put("method-baseline", context.baseline().toString());
    map.put("method-groups", context.groups().toString());
    map.put("target", context.target().toString());
    map.put("model", model.hash());
    map.put("data", Digest.of(inputs));
    return map;
  }

  /**
   * Explains rows unless that is done.
   *
   * @param stage its name in the store
   * @param file keeps the arrays
   * @param label names the method
   * @param explainer the method, which applies to the model
   * @param model explained
   * @param inputs the rows
   * @param context what is asked
   * @param <M> what the method needs to know of a model
   * @return the attribution, made now or before
   */
  public <M extends Predictor> Kept explain(
      String stage,
      Path file,
      String label,
      AttributionExplainer<M> explainer,
      Model model,
      INDArray inputs,
      Context context) {
    String key = StageStore.key(configuration(explainer, model, inputs, context));
    Optional<Kept> stored = find(stage, file, key);
    if (stored.isPresent()) {
      return stored.get();
    }
    note.accept(label);
    Attribution made = explainer.explain(explainer.take(model), inputs, context);
    return keep(
        stage,
        file,
        key,
        new Kept(
            made.values(),
            vector(made.scores()),
            made.residuals().map(AttributionStages::vector),
            made.cost(),
            made.warning().orElse(""),
            false));
  }

  /**
   * An attribution that was made before.
   *
   * @param stage its name in the store
   * @param file keeps the arrays
   * @param key of what it depends on
   * @return nothing if it was not, or is damaged
   */
  Optional<Kept> find(String stage, Path file, String key) {
    return store.finished(stage, key, file).flatMap(entry -> read(file, entry));
  }

  /**
   * Keeps an attribution.
   *
   * @param stage its name in the store
   * @param file keeps the arrays
   * @param key of what it depends on
   * @param made now
   * @return the same
   */
  Kept keep(String stage, Path file, String key, Kept made) {
    store.begin(stage);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("attributions", made.values());
    arrays.put("scores", made.scores());
    made.residuals().ifPresent(r -> arrays.put("residuals", r));
    Npz.write(file, arrays);
    store.finish(
        stage,
        key,
        file,
        Map.of(
            "seconds",
            made.cost().seconds(),
            "forward-rows",
            made.cost().forwardRows(),
            "backward-rows",
            made.cost().backwardRows(),
            "time",
            Provenance.now(),
            WARNING,
            made.warning()));
    return made;
  }

  private Optional<Kept> read(Path file, Map<String, Object> entry) {
    try {
      Cost cost =
          new Cost(
              number(entry, "seconds").doubleValue(),
              number(entry, "forward-rows").longValue(),
              number(entry, "backward-rows").longValue());
      String warning = String.valueOf(entry.getOrDefault(WARNING, ""));
      Map<String, INDArray> arrays = Npz.read(file);
      return Optional.of(
          new Kept(
              Objects.requireNonNull(arrays.get("attributions")),
              Objects.requireNonNull(arrays.get("scores")),
              Optional.ofNullable(arrays.get("residuals")),
              cost,
              warning,
              true));
    } catch (InputException e) {
      note.accept("the stored " + file.getFileName() + " is damaged and made again");
      return Optional.empty();
    }
  }

  /** Numbers as an array. */
  static INDArray vector(double[] values) {
    return NdArrays.array(DataType.DOUBLE, values, values.length);
  }

  private static Number number(Map<String, Object> entry, String key) {
    return entry.get(key) instanceof Number number ? number : 0;
  }
}
