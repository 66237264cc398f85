package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.run.InputException;

/**
 * The inputs of a model that its output depends on, the explained one first, with the shapes of
 * their rows. Axes of one name are equally long.
 */
final class ModelInputs {
  /** Names of inputs that say which cells count and where they stand, not what they hold. */
  private static final String ASIDE =
      "(?i).*(mask|type_id|segment|position|length|past|cache|_size|index).*";

  /**
   * One input.
   *
   * @param name in the file
   * @param proto as the file declares it
   * @param row its row; keys of free lengths in place of their numbers are in {@code free}
   * @param free per axis of the row the key of a free length, empty for a fixed one
   */
  record Entry(String name, ValueInfoProto proto, long[] row, List<String> free) {
    /** A row with −1 for free lengths. */
    long[] open() {
      long[] open = row.clone();
      Arrays.setAll(open, i -> free.get(i).isEmpty() ? row[i] : -1);
      return open;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final String file;

  ModelInputs(GraphProto graph, List<NodeProto> nodes, OnnxRequest request, String file) {
    this.file = file;
    Set<String> stored =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.getInputList()));
    List<ValueInfoProto> all =
        graph.getInputList().stream().filter(i -> !stored.contains(i.getName())).toList();
    List<ValueInfoProto> used = all.stream().filter(i -> read.contains(i.getName())).toList();
    ValueInfoProto first = explained(all, used, request);
    Map<String, Long> known = new LinkedHashMap<>();
    add(first, request, known);
    used.stream()
        .filter(i -> !i.getName().equals(first.getName()))
        .forEach(i -> add(i, request, known));
    // A length told for one input holds for the axes of that name of all others.
    for (int e = 0; e < entries.size(); e++) {
      Entry entry = entries.get(e);
      List<String> free = new ArrayList<>(entry.free());
      for (int i = 0; i < free.size(); i++) {
        Long length = known.get(free.get(i));
        if (length != null) {
          entry.row()[i] = length;
          free.set(i, "");
        }
      }
      entries.set(e, new Entry(entry.name(), entry.proto(), entry.row(), free));
      free.stream().filter(k -> !k.isEmpty() && !keys.contains(k)).forEach(keys::add);
    }
  }

  private ValueInfoProto explained(
      List<ValueInfoProto> all, List<ValueInfoProto> used, OnnxRequest request) {
    InputException.check(!all.isEmpty(), "The ONNX file %s has no input.", file);
    List<String> names = all.stream().map(ValueInfoProto::getName).toList();
    if (request.input().isPresent()) {
      String wanted = request.input().get();
      return all.stream()
          .filter(i -> i.getName().equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new InputException(
                      "The ONNX file "
                          + file
                          + " has no input '"
                          + wanted
                          + "'; it has "
                          + String.join(", ", names)
                          + "."));
    }
    List<ValueInfoProto> content = used.stream().filter(i -> !i.getName().matches(ASIDE)).toList();
    if (used.size() == 1 || content.size() == 1) {
      return used.size() == 1 ? used.get(0) : content.get(0);
    }
    if (used.isEmpty()) {
      return all.get(0);
    }
    throw new InputException(
        String.format(
            "The ONNX file %s has %d inputs: %s; name the one to explain (--explain-input NAME), the"
                + " others are held.",
            file, used.size(), String.join(", ", names)));
  }

  private void add(ValueInfoProto input, OnnxRequest request, Map<String, Long> known) {
    InputException.check(
        input.getType().hasTensorType()
            && input.getType().getTensorType().hasShape()
            && input.getType().getTensorType().getShape().getDimCount() > 0,
        "The input '%s' of the ONNX file %s has no shape; export the model with one.",
        input.getName(),
        file);
    List<TensorShapeProto.Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    long[] row = new long[dims.size() - 1];
    List<String> free = new ArrayList<>();
    List<Long> told = request.rows().get(input.getName());
    told = told == null && entries.isEmpty() ? request.rows().get("") : told;
    List<Long> every = request.rows().get(OnnxRequest.EVERY);
    for (int i = 0; i < row.length; i++) {
      TensorShapeProto.Dimension dim = dims.get(i + 1);
      row[i] = Math.max(dim.getDimValue(), 0);
      boolean named = !dim.getDimParam().isEmpty() && !dim.getDimParam().equals("?");
      String key = named ? dim.getDimParam() : input.getName() + " axis " + (i + 1);
      if (row[i] == 0 && told != null && told.size() == row.length && told.get(i) > 0) {
        known.putIfAbsent(key, told.get(i));
      }
      if (every != null) {
        known.putIfAbsent(key, every.get(0));
      }
      free.add(row[i] > 0 ? "" : key);
    }
    entries.add(new Entry(input.getName(), input, row, free));
  }

  List<Entry> entries() {
    return entries;
  }

  Entry explained() {
    return entries.get(0);
  }

  /** Whether a length is free. */
  boolean free() {
    return !keys.isEmpty();
  }

  /** The batch size the file fixes, −1 if it leaves it free. */
  long declaredBatch() {
    long size = explained().proto().getType().getTensorType().getShape().getDim(0).getDimValue();
    return size > 0 ? size : -1;
  }

  /**
   * Whether an input has one row for all rows of the batch: its first axis is 1, the batch free.
   */
  private boolean shared(Entry entry) {
    long size = entry.proto().getType().getTensorType().getShape().getDim(0).getDimValue();
    return !entry.name().equals(explained().name()) && size == 1 && declaredBatch() != 1;
  }

  /**
   * The shape of a batch in each probe.
   *
   * @param batches rows
   * @param lengths of the first free axis
   * @param steps added for each further one
   */
  Twin<long[]> shape(Entry entry, Twin<Long> batches, Twin<Long> lengths, Twin<Long> steps) {
    return new Twin<>(
        shape(entry, batches.first(), lengths.first(), steps.first()),
        shape(entry, batches.second(), lengths.second(), steps.second()));
  }

  private long[] shape(Entry entry, long batch, long length, long step) {
    long[] shape = new long[entry.row().length + 1];
    shape[0] = shared(entry) ? 1 : batch;
    for (int i = 0; i < entry.row().length; i++) {
      int place = keys.indexOf(entry.free().get(i));
      shape[i + 1] = place < 0 ? entry.row()[i] : length + place * step;
    }
    return shape;
  }
}
