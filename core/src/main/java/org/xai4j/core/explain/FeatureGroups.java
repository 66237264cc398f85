package org.xai4j.core.explain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;

/**
 * Which elements of an input form one feature. Every method and metric that removes features takes
 * it from here, so that they stay comparable.
 */
public sealed interface FeatureGroups {
  /** Every element a feature of its own. */
  record Each() implements FeatureGroups {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * Cells of a grid over the last two axes, across all channels.
   *
   * @param rows of cells
   * @param columns of cells
   */
  record Grid(int rows, int columns) implements FeatureGroups {
    @Override
    public String toString() {
      return "grid:" + rows + "x" + columns;
    }
  }

  /** One group per index of the last axis: the columns of a table, the features of a sequence. */
  record Columns() implements FeatureGroups {
    @Override
    public String toString() {
      return "columns";
    }
  }

  /**
   * Spans of a sequence, over all features of a time step: words or pieces of a signal.
   *
   * @param count how many spans; 0 for one per time step
   * @param last whether time is the last axis of a row, [features, time]; else it is the first
   */
  record Segments(int count, boolean last) implements FeatureGroups {
    @Override
    public String toString() {
      return count == 0 ? "steps" : "segments:" + count;
    }
  }

  /**
   * The tokens of a sequence of ids, each a feature of its own; all padding together is one more,
   * so that short sequences have few features.
   *
   * @param padding the id that stands for "no token"
   */
  record Tokens(int padding) implements FeatureGroups {
    @Override
    public String toString() {
      return "tokens";
    }
  }

  /**
   * Superpixels of each image by {@link Slic}.
   *
   * @param segments wanted
   */
  record Superpixels(int segments) implements FeatureGroups {
    @Override
    public String toString() {
      return "slic:" + segments;
    }
  }

  /**
   * Given groups, the same for every row.
   *
   * @param ids of one input's shape, a leading 1 allowed
   * @param name where they came from
   */
  record Given(INDArray ids, String name) implements FeatureGroups {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Every element a feature of its own.
   *
   * @return the default
   */
  static FeatureGroups none() {
    return new Each();
  }

  /**
   * The columns of a table that change together.
   *
   * @param schema describes them
   * @return its one-hot groups, and every other column by itself
   */
  static FeatureGroups units(TableSchema schema) {
    double[] ids = new double[schema.width()];
    List<List<Integer>> units = schema.units();
    for (int u = 0; u < units.size(); u++) {
      for (int column : units.get(u)) {
        ids[column] = u;
      }
    }
    return new Given(NdArrays.array(DataType.DOUBLE, ids, ids.length), "groups of the columns");
  }

  /**
   * Reads {@code none}, {@code grid:4x4}, {@code slic:50}, {@code columns}, {@code steps}, {@code
   * segments:10}, {@code tokens} (with 0 as the padding) or the path of an {@code .npy} file of
   * group ids.
   *
   * @param text from the command line
   * @return the groups
   * @throws InputException if it is none of these
   */
  static FeatureGroups parse(String text) {
    if (text.equals("none")) {
      return none();
    }
    if (text.equals("columns")) {
      return new Columns();
    }
    if (text.matches("grid:[1-9]\\d{0,5}x[1-9]\\d{0,5}")) {
      String[] parts = text.substring(5).split("x");
      return new Grid(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
    if (text.equals("steps")) {
      return new Segments(0, false);
    }
    if (text.equals("tokens")) {
      return new Tokens(0);
    }
    if (text.matches("segments:[1-9]\\d{0,5}")) {
      return new Segments(Integer.parseInt(text.substring(9)), false);
    }
    if (text.matches("slic:[1-9]\\d{0,5}")) {
      return new Superpixels(Integer.parseInt(text.substring(5)));
    }
    if (text.endsWith(".npy")) {
      return new Given(Npy.read(Path.of(text)), text);
    }
    throw new InputException(
        "The groups '"
            + text
            + "' are not none, grid:RxC, slic:N, columns, steps, segments:N, tokens or an"
            + " .npy file.");
  }

  /**
   * These groups on the rows of a model: spans follow the axis that its recurrent layers or
   * convolutions read as time.
   *
   * @param model any
   * @return itself where nothing depends on the model, or nothing tells its time
   */
  default FeatureGroups on(Predictor model) {
    if (!(this instanceof Segments segments)
        || !(model instanceof Network network)
        || network.inputShape().size() != 2) {
      return this;
    }
    boolean told =
        network.nodes().stream()
            .anyMatch(n -> n.layer() instanceof Recurrent || n.layer() instanceof Convolution);
    return new Segments(segments.count(), told && network.layout() == ImageLayout.CHANNELS_FIRST);
  }

  /**
   * The groups of one row.
   *
   * @param row [1, …]
   * @return its grouping
   * @throws InputException if the groups do not fit the row's shape
   */
  default Grouping of(INDArray row) {
    int elements = (int) row.length();
    int rank = row.rank();
    if (this instanceof Each) {
      return Grouping.elements(elements);
    }
    long[] labels = new long[elements];
    if (this instanceof Columns) {
      int columns = (int) row.size(rank - 1);
      for (int i = 0; i < elements; i++) {
        labels[i] = i % columns;
      }
    } else if (this instanceof Grid grid) {
      InputException.check(
          rank >= 3, "The groups %s need images, not inputs of shape %s.", this, shape(row));
      int h = (int) row.size(rank - 2);
      int w = (int) row.size(rank - 1);
      InputException.check(
          grid.rows() <= h && grid.columns() <= w,
          "The groups %s have more cells than the %d × %d image has pixels in a direction.",
          this,
          h,
          w);
      for (int i = 0; i < elements; i++) {
        long cellRow = (long) (i / w % h) * grid.rows() / h;
        long cellColumn = (long) (i % w) * grid.columns() / w;
        labels[i] = cellRow * grid.columns() + cellColumn;
      }
    } else if (this instanceof Segments segments) {
      InputException.check(
          rank <= 3,
          "The groups %s need a sequence, [time, features] or [time], not inputs of shape %s; take"
              + " grid:RxC, whose C columns are spans of the last axis.",
          this,
          shape(row));
      int steps = (int) row.size(segments.last() ? rank - 1 : 1);
      InputException.check(
          segments.count() <= steps,
          "The groups %s have more spans than the sequence has steps (%d).",
          this,
          steps);
      long spans = segments.count() == 0 ? steps : segments.count();
      int features = elements / steps;
      for (int i = 0; i < elements; i++) {
        labels[i] = (segments.last() ? i % steps : i / features) * spans / steps;
      }
    } else if (this instanceof Tokens tokens) {
      InputException.check(
          rank == 2, "The groups %s need token ids [time], not %s.", this, shape(row));
      double[] ids = NdArrays.doubles(row);
      for (int i = 0; i < elements; i++) {
        labels[i] = ids[i] == tokens.padding() ? -1 : i;
      }
    } else if (this instanceof Superpixels slic) {
      InputException.check(
          rank == 4, "The groups %s need images [c, h, w], not %s.", this, shape(row));
      return Slic.segment(row, slic.segments());
    } else {
      INDArray ids = ((Given) this).ids();
      InputException.check(
          ids.length() == elements,
          "The groups %s have the shape %s, but one input has %s.",
          this,
          Arrays.toString(ids.shape()),
          shape(row));
      double[] flat = NdArrays.doubles(ids);
      for (int i = 0; i < elements; i++) {
        InputException.check(
            flat[i] == Math.rint(flat[i]),
            "The groups %s hold %s; ids are integers.",
            this,
            flat[i]);
        labels[i] = (long) flat[i];
      }
    }
    return Grouping.of(labels);
  }

  private static String shape(INDArray row) {
    return Arrays.toString(Arrays.copyOfRange(row.shape(), 1, row.rank()));
  }
}
