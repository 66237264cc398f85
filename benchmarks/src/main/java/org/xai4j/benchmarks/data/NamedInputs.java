package org.xai4j.benchmarks.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.NpyRows;
import org.xai4j.core.data.Npz;
import org.xai4j.core.network.HeldValues;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.SeveralInputs;
import org.xai4j.core.run.InputException;

/**
 * The inputs of a model of several: {@code ids=ids.npy,mask=mask.npy}, or the arrays of one .npz
 * file. One is explained, the others are held.
 *
 * @param files by name of the input; one under the empty name for a single file
 */
public record NamedInputs(Map<String, Path> files) {
  /** Reads what stands behind --input. */
  public static NamedInputs parse(String text) {
    Map<String, Path> files = new LinkedHashMap<>();
    if (!text.contains("=") || Files.exists(Path.of(text))) {
      files.put("", Path.of(text));
      return new NamedInputs(files);
    }
    for (String part : text.split(",")) {
      int sign = part.indexOf('=');
      InputException.check(
          sign > 0 && sign < part.length() - 1,
          "The input '%s' is not NAME=FILE; give one for each input: ids=ids.npy,mask=mask.npy.",
          part);
      String name = part.substring(0, sign).strip();
      InputException.check(
          files.put(name, Path.of(part.substring(sign + 1).strip())) == null,
          "The input '%s' is given twice.",
          name);
    }
    return new NamedInputs(files);
  }

  /** Whether there are several. */
  public boolean several() {
    return !files.containsKey("");
  }

  /** The only file of a single input. */
  Optional<Path> single() {
    return Optional.ofNullable(files.get(""));
  }

  /** The files. */
  public List<Path> paths() {
    return List.copyOf(files.values());
  }

  /** The arrays by name; none where a single file holds the explained input alone. */
  public Map<String, INDArray> arrays() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    if (single().isPresent()) {
      Path file = single().get();
      boolean archive = file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
      Map<String, INDArray> all = archive && Files.exists(file) ? Npz.read(file) : Map.of();
      return all.size() > 1 ? all : arrays;
    }
    files.forEach((name, file) -> arrays.put(name, ArrayFiles.read(file)));
    return arrays;
  }

  /**
   * The shapes of rows, by which a model's free lengths are fixed; none where they are not known.
   */
  public Map<String, List<Long>> rows() {
    Map<String, List<Long>> rows = new LinkedHashMap<>();
    Optional<Path> file = single();
    if (file.isPresent() && file.get().toString().matches("(?i).*\\.npy")) {
      try (NpyRows array = NpyRows.open(file.get())) {
        rows.put("", Arrays.stream(array.shape()).skip(1).boxed().toList());
      }
      return rows;
    }
    Map<String, INDArray> arrays = new LinkedHashMap<>(arrays());
    if (arrays.isEmpty() && file.isPresent() && file.get().toString().matches("(?i).*\\.npz")) {
      arrays.put("", ArrayFiles.read(file.get()));
    }
    arrays.forEach(
        (name, array) -> rows.put(name, Arrays.stream(array.shape()).skip(1).boxed().toList()));
    return rows;
  }

  /** A model that takes several inputs. */
  public static SeveralInputs several(Model model) {
    if (model instanceof SeveralInputs several) {
      return several;
    }
    throw new InputException(
        "An input of several parts takes a model of several inputs, but the model is "
            + model.kind()
            + ".");
  }

  /** The array of the explained input. */
  public static INDArray explained(Map<String, INDArray> arrays, SeveralInputs model) {
    String first = model.explainedInput();
    INDArray named = arrays.get(first);
    if (named != null) {
      return named;
    }
    List<String> held = model.open();
    List<String> rest = arrays.keySet().stream().filter(n -> !held.contains(n)).toList();
    InputException.check(
        rest.size() == 1,
        "The model explains its input '%s', which is not among those given: %s.",
        first,
        String.join(", ", arrays.keySet()));
    return java.util.Objects.requireNonNull(arrays.get(rest.get(0)));
  }

  /**
   * A model with its other inputs held.
   *
   * @param arrays by name of the input
   * @param model with open inputs
   * @param notes takes what was assumed
   * @throws InputException if one has no value
   */
  public static SeveralInputs held(
      Map<String, INDArray> arrays, INDArray explained, SeveralInputs model, List<String> notes) {
    SeveralInputs held = model;
    List<String> open = model.open();
    List<String> unknown = new ArrayList<>(arrays.keySet());
    unknown.removeAll(open);
    unknown.remove(model.explainedInput());
    InputException.check(
        unknown.size() <= 1 && (unknown.isEmpty() || arrays.get(unknown.get(0)) == explained),
        "The model has no input '%s'; it takes %s.",
        unknown.isEmpty() ? "" : unknown.get(0),
        model.explainedInput() + ", " + String.join(", ", open));
    for (String name : open) {
      INDArray values = arrays.get(name);
      if (values == null && usual(name).isPresent()) {
        INDArray one = explained.get(NDArrayIndex.interval(0, 1));
        values = one.mul(0).addi(usual(name).get());
        notes.add(
            "The input '" + name + "' is not given and is held at " + usual(name).get() + ".");
      }
      if (values != null) {
        InputException.check(
            values.size(0) == 1 || values.size(0) == explained.size(0),
            "The input '%s' has %d rows, the explained one %d.",
            name,
            values.size(0),
            explained.size(0));
        held = held.withHeld(name, values);
      }
    }
    if (held instanceof Network network) {
      HeldValues.requireAll(network);
    }
    InputException.check(
        held.open().isEmpty(),
        "The model's inputs %s have no values; give all of them: --input a=a.npy,b=b.npy.",
        String.join(", ", held.open()));
    return held;
  }

  /** What transformers take where nothing is given. */
  private static Optional<Integer> usual(String name) {
    return switch (name) {
      case "attention_mask" -> Optional.of(1);
      case "token_type_ids" -> Optional.of(0);
      default -> Optional.empty();
    };
  }
}
