package org.xai4j.gradient.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.gradient.cam.Enlargement;

/**
 * XRAI: regions in place of pixels. Integrated gradients from a black and a white image (the lowest
 * and the highest value of each channel of the row) are averaged and added up over the channels to
 * a map A. The image is cut into segments at several scales, each widened by five pixels of 224.
 * Then, again and again, the segment whose new pixels have the largest mean of A is taken, and
 * those pixels get that mean as their value; pixels in no segment left get the mean of A over them.
 *
 * <p>Every channel of a pixel gets the pixel's value, which ranks pixels and does not add up to an
 * output. The baseline of the request is not used.
 *
 * @param steps points of the quadrature of integrated gradients
 * @param scales of the segmentation, for images of 224 × 224 pixels; others are scaled by their
 *     area
 */
@Info(
    id = "xrai",
    title = "XRAI",
    summary = "Integrated gradients gathered into image regions, the strongest region first.",
    reference = "Kapishnikov et al. 2019, arXiv:1906.02825")
public record Xrai(
    @Param(value = "points of the quadrature", min = 1, max = 100_000) int steps,
    @Param(value = "scales of the segmentation", min = 1e-6) List<Double> scales)
    implements NetworkExplainer {
  /** The side of the images for which the paper's numbers of pixels are meant. */
  private static final double SIDE = 224;

  private static final double SMALLEST = 150;
  private static final double WIDENED = 5;
  private static final double GAIN = 50;

  /** 50 points and the paper's six scales. */
  public Xrai() {
    this(50, List.of(50.0, 100.0, 150.0, 250.0, 500.0, 1200.0));
  }

  /** Copies the list. */
  public Xrai {
    InputException.check(!scales.isEmpty(), "XRAI needs at least one scale of its segmentation.");
    scales = List.copyOf(scales);
  }

  @Override
  public boolean channelsFirst() {
    return true;
  }

  @Override
  public int chunk(int asked) {
    return new IntegratedGradients().chunk(asked);
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return inputs.rank() == 4
        ? Optional.empty()
        : Optional.of("it cuts images [n, channels, h, w] into regions.");
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Attributor path =
        new IntegratedGradients(steps, Quadrature.GAUSS_LEGENDRE).prepare(model, inputs, context);
    return rows -> {
      double[] black = NdArrays.doubles(path.attribute(rows.against(ends(rows, false))));
      double[] white = NdArrays.doubles(path.attribute(rows.against(ends(rows, true))));
      double[] x = NdArrays.doubles(rows.inputs());
      int[] sides = Enlargement.sides(rows.inputs());
      int cells = sides[0] * sides[1];
      int width = rows.width();
      for (int i = 0; i < rows.size(); i++) {
        double[] map = new double[cells];
        for (int j = 0; j < width; j++) {
          map[j % cells] += (black[i * width + j] + white[i * width + j]) / 2;
        }
        double[] image = Arrays.copyOfRange(x, i * width, (i + 1) * width);
        double[] values = ranked(map, segments(image, sides[0], sides[1]), gain(cells));
        for (int j = 0; j < width; j++) {
          black[i * width + j] = values[j % cells];
        }
      }
      return NdArrays.array(rows.inputs().dataType(), black, rows.inputs().shape());
    };
  }

  /** Constant images of the lowest or highest value of each channel. */
  private static INDArray ends(Rows rows, boolean highest) {
    INDArray x = rows.inputs();
    double[] flat = NdArrays.doubles(x);
    int cells = (int) (x.size(2) * x.size(3));
    for (int from = 0; from < flat.length; from += cells) {
      double end = flat[from];
      for (int j = from; j < from + cells; j++) {
        end = highest ? Math.max(end, flat[j]) : Math.min(end, flat[j]);
      }
      Arrays.fill(flat, from, from + cells, end);
    }
    return NdArrays.array(x.dataType(), flat, x.shape());
  }

  private static int gain(int cells) {
    return (int) Math.max(1, Math.round(GAIN * cells / (SIDE * SIDE)));
  }

  /** The widened segments of all scales. */
  private List<BitSet> segments(double[] image, int height, int width) {
    double area = height * width / (SIDE * SIDE);
    int smallest = (int) Math.max(1, Math.round(SMALLEST * area));
    int reach = (int) Math.round(WIDENED * Math.max(height, width) / SIDE);
    List<BitSet> segments = new ArrayList<>();
    for (double scale : scales) {
      GraphSegmentation graph = new GraphSegmentation(scale * area, smallest);
      int[] labels = graph.labels(image, height, width);
      BitSet[] of = new BitSet[Arrays.stream(labels).max().orElseThrow() + 1];
      Arrays.setAll(of, label -> new BitSet(labels.length));
      for (int p = 0; p < labels.length; p++) {
        widen(of[labels[p]], p, reach, height, width);
      }
      segments.addAll(List.of(of));
    }
    return segments;
  }

  private static void widen(BitSet segment, int pixel, int reach, int height, int width) {
    int row = pixel / width;
    int column = pixel % width;
    int left = Math.max(0, column - reach);
    int right = Math.min(width - 1, column + reach);
    for (int y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
      segment.set(y * width + left, y * width + right + 1);
    }
  }

  /**
   * The value of each pixel.
   *
   * @param map A
   * @param segments sets of pixels, which may overlap; none is changed
   * @param gain new pixels below which a segment is left out
   */
  static double[] ranked(double[] map, List<BitSet> segments, int gain) {
    double[] values = new double[map.length];
    List<Region> open = new ArrayList<>();
    segments.forEach(segment -> open.add(new Region(map, (BitSet) segment.clone())));
    BitSet rest = new BitSet(map.length);
    rest.set(0, map.length);
    open.removeIf(region -> region.pixels.cardinality() < gain);
    while (!open.isEmpty()) {
      int best = 0;
      for (int s = 1; s < open.size(); s++) {
        best = open.get(s).mean > open.get(best).mean ? s : best;
      }
      Region taken = open.remove(best);
      taken.pixels.stream().forEach(p -> values[p] = taken.mean);
      rest.andNot(taken.pixels);
      open.removeIf(region -> region.without(map, taken.pixels) < gain);
    }
    if (!rest.isEmpty()) {
      double mean = mean(map, rest);
      rest.stream().forEach(p -> values[p] = mean);
    }
    return values;
  }

  /** What is left of a segment, with the mean of the map over it. */
  private static final class Region {
    private final BitSet pixels;
    private double mean;

    Region(double[] map, BitSet pixels) {
      this.pixels = pixels;
      mean = mean(map, pixels);
    }

    /** Takes pixels away; gives how many are left. */
    int without(double[] map, BitSet taken) {
      if (pixels.intersects(taken)) {
        pixels.andNot(taken);
        mean = mean(map, pixels);
      }
      return pixels.cardinality();
    }
  }

  private static double mean(double[] map, BitSet pixels) {
    return pixels.stream().mapToDouble(p -> map[p]).sum() / pixels.cardinality();
  }
}
