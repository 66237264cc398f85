package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;

/**
 * A convolution of 3×3 kernels g without steps by minimal filtering: of tiles d of 4×4 inputs, 2×2
 * outputs are Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A, 16 products for each pair of channels where the
 * definition takes 36 (Winograd 1980; Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", CVPR 2016, F(2×2, 3×3)). Outputs are right to rounding of the largest products in
 * their tile; where all inputs under a kernel are zero they are exact.
 *
 * <p>Its last row and column have the other sign here: Aᵀ = [1 1 1 0; 0 1 −1 1] and G = [1 0 0; ½ ½
 * ½; ½ −½ ½; 0 0 −1], while Bᵀ = [1 0 −1 0; 0 1 1 0; 0 −1 1 0; 0 1 0 −1].
 */
final class Winograd {
  /** Tiles along an edge of an image below which the definition is as fast. */
  private static final int TILES = 5;

  /** Operations of the definition below which it is faster: primitives cost time to call. */
  private static final double OPERATIONS = 5e8;

  /** Inputs and outputs below which tiles cost more than products. */
  private static final int FEW = 64;

  /** Cells outside of an image that a convolution of three cells may read. */
  private static final int EDGE = 2;

  private final OneDnnDevice device;
  private final Convolution layer;
  private final OneDnnTensor bias;
  private final Optional<Pointwise> activation;
  private final int block;
  private final Map<List<MemoryLayout>, List<OneDnnTensor>> weights = new ConcurrentHashMap<>();
  private final Map<MemoryLayout, Plan> plans = new ConcurrentHashMap<>();

  private Winograd(
      OneDnnDevice device,
      Convolution layer,
      OneDnnTensor bias,
      Optional<Pointwise> activation,
      int block) {
    this.device = device;
    this.layer = layer;
    this.bias = bias;
    this.activation = activation;
    this.block = block;
  }

  /**
   * A layer by minimal filtering.
   *
   * @return nothing for layers and processors that it does not serve
   */
  static Optional<Winograd> of(
      OneDnnDevice device, Convolution layer, OneDnnTensor bias, Optional<Pointwise> activation) {
    int block = MemoryLayout.channelsPerBlock();
    long[] shape = layer.weights().shape();
    boolean served =
        block > 0
            && shape.length == 4
            && shape[2] == 3
            && shape[3] == 3
            && layer.groups() == 1
            && shape[0] % block == 0
            && shape[1] % block == 0
            && Math.min(shape[0], shape[1]) >= FEW
            && layer.stride().stream().allMatch(step -> step == 1)
            && layer.dilation().stream().allMatch(step -> step == 1)
            && layer.padding().stream().allMatch(cells -> cells <= EDGE);
    return served
        ? Optional.of(new Winograd(device, layer, bias, activation, block))
        : Optional.empty();
  }

  /**
   * Whether it is faster than the definition.
   *
   * @param input its shape
   * @param operations of the definition
   */
  boolean pays(long[] input, double operations) {
    long[] output = OutputShape.of(layer, input);
    return operations >= OPERATIONS
        && Math.min(output[2], output[3]) > 2 * (TILES - 1)
        && outside(output, 0) <= EDGE
        && outside(output, 1) <= EDGE;
  }

  /** Cells of the last tile that lie behind the image. */
  private long outside(long[] output, int axis) {
    return layer.padding().get(2 + axis) + output[2 + axis] % 2;
  }

  /**
   * The convolution of images.
   *
   * @param operations of the definition
   */
  OneDnnTensor forward(OneDnnTensor x, double operations) {
    Plan plan = plans.get(x.layout());
    if (plan == null) {
      plan = plans.computeIfAbsent(x.layout(), from -> new Plan(this, from.shape()));
    }
    OneDnnTensor source = x.in(plan.input());
    OneDnnTensor y = OneDnnTensor.empty(device, plan.output());
    plan.run(source.memory(), y.memory(), OneDnn.threadsFor(operations));
    return y;
  }

  Convolution layer() {
    return layer;
  }

  /** Channels that lie together. */
  int block() {
    return block;
  }

  OneDnnTensor bias() {
    return bias;
  }

  Optional<Pointwise> activation() {
    return activation;
  }

  /** The layout of images whose channels lie together in blocks. */
  MemoryLayout blocked(long... shape) {
    return MemoryLayout.blocked(block, shape);
  }

  /** Numbers that outlive all chunks. */
  OneDnnTensor kept(float[] values, MemoryLayout wanted) {
    return Chunks.outside(() -> ((OneDnnTensor) device.of(values, wanted.shape())).in(wanted));
  }

  /**
   * G g Gᵀ: a matrix of outputs × inputs for each of its cells, row by row.
   *
   * @param wanted their layouts
   */
  List<OneDnnTensor> weights(List<MemoryLayout> wanted) {
    return weights.computeIfAbsent(wanted, this::transformed);
  }

  private List<OneDnnTensor> transformed(List<MemoryLayout> wanted) {
    float[] kernels = NdArrays.floats(layer.weights());
    float[][] cells = new float[16][kernels.length / 9];
    double[] rows = new double[12];
    double[] g = new double[3];
    double[] line = new double[4];
    for (int k = 0; k < cells[0].length; k++) {
      for (int column = 0; column < 3; column++) {
        for (int row = 0; row < 3; row++) {
          g[row] = kernels[9 * k + 3 * row + column];
        }
        transform(g, line);
        for (int i = 0; i < 4; i++) {
          rows[3 * i + column] = line[i];
        }
      }
      for (int i = 0; i < 4; i++) {
        System.arraycopy(rows, 3 * i, g, 0, 3);
        transform(g, line);
        for (int j = 0; j < 4; j++) {
          cells[4 * i + j][k] = (float) line[j];
        }
      }
    }
    return IntStream.range(0, 16).mapToObj(cell -> kept(cells[cell], wanted.get(cell))).toList();
  }

  /** G g. */
  private static void transform(double[] g, double[] into) {
    double ends = g[0] + g[2];
    into[0] = g[0];
    into[1] = (ends + g[1]) / 2;
    into[2] = (ends - g[1]) / 2;
    into[3] = -g[2];
  }

  /**
   * Minimal filtering of images of one shape. The work is cut into parts, some images or some rows
   * of tiles of one image, whose values between the primitives stay in the processor's caches;
   * threads share the parts. The cut follows from the shape alone.
   */
  private static final class Plan {
    /** Bytes of a part's values between the primitives. */
    private static final long CACHED = 3L << 20;

    private final MemoryLayout input;
    private final MemoryLayout output;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Some images, or some rows of tiles of one.
     *
     * @param tiles how they are worked on
     * @param image the first
     * @param row of tiles, the first
     */
    private record Part(WinogradTiles tiles, long image, long row) {}

    Plan(Winograd of, long... from) {
      long[] to = OutputShape.of(of.layer(), from);
      input = of.blocked(from);
      output = of.blocked(to);
      long down = (to[2] + 1) / 2;
      long across = (to[3] + 1) / 2;
      long tiles = CACHED / WinogradTiles.bytesPerTile(from[1], to[1]);
      long images = Math.max(1, Math.min(to[0], tiles / (down * across)));
      long strips = (down * across + tiles - 1) / tiles;
      long rows = (down + strips - 1) / strips;
      Map<List<Long>, WinogradTiles> made = new HashMap<>();
      for (long n = 0; n < to[0]; n += images) {
        for (long t = 0; t < down; t += rows) {
          var range =
              new WinogradTiles.Range(Math.min(images, to[0] - n), t, Math.min(rows, down - t));
          // Parts inside of an image are worked on alike.
          List<Long> kind = range.kind(from[2], to[2], of.layer().padding().get(0));
          WinogradTiles steps = made.computeIfAbsent(kind, k -> new WinogradTiles(of, from, range));
          parts.add(new Part(steps, n, t));
        }
      }
    }

    MemoryLayout input() {
      return input;
    }

    MemoryLayout output() {
      return output;
    }

    /**
     * Runs all parts.
     *
     * @param x images in blocks of channels
     * @param y results likewise
     * @param threads that share them: primitives are too small to be shared
     */
    void run(Address x, Address y, int threads) {
      if (threads == 1 || parts.size() == 1) {
        parts.forEach(part -> run(part, x, y));
      } else {
        Chunks.run(
            parts.size(),
            new Execution(1, threads),
            (from, to) -> run(parts.get((int) from), x, y));
      }
    }

    private static void run(Part part, Address x, Address y) {
      part.tiles().run(x, y, part.image(), part.row());
    }
  }
}
