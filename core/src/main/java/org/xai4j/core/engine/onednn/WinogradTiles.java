package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.xai4j.core.layer.OutputShape;

/**
 * The primitives of minimal filtering for some images or some rows of tiles. Bᵀ d B is a
 * convolution of each channel down the images and another across; the sums over channels are
 * convolutions of one cell, one for each cell of a tile. What Aᵀ[·]A adds up is added by the last
 * four of them, in the order of {@link #ORDER}:
 *
 * <p>E(i) = S(i,0) + S(i,1) + S(i,2), O(i) = S(i,3) + S(i,1) − S(i,2), and the same of those.
 */
final class WinogradTiles {
  /** Rows of Bᵀ without the zeros at their ends. */
  private static final float[][] TAPS = {{1, 0, -1}, {1, 1}, {-1, 1}, {1, 0, -1}};

  /** The first cell of a tile that each of them reads. */
  private static final int[] FIRST = {0, 1, 1, 1};

  /** The cells of a tile: first those that two outputs share. */
  private static final int[] ORDER = {1, 2, 0, 3};

  private final Winograd of;
  private final Range range;
  private final long inputs;
  private final long height;
  private final long width;
  private final long outputs;
  private final long outHeight;
  private final long outWidth;
  private final long across;
  private final int block;
  private final Pass[] down = new Pass[4];
  private final Pass[] aside = new Pass[4];
  private final Kernel[][] sums = new Kernel[4][4];
  private final List<OneDnnTensor> weights;
  private final List<List<Laid>> laid = List.of(new ArrayList<>(), new ArrayList<>());
  private final MemoryLayout columns;
  private final MemoryLayout cells;
  private final MemoryLayout results;

  /**
   * What is worked on at once.
   *
   * @param images how many; all of them whole if more than one
   * @param tile the first row of tiles
   * @param rows of tiles
   */
  record Range(long images, long tile, long rows) {
    /** How many of the rows have a second row of outputs. */
    private long oddRows(long outHeight) {
      return Math.min(rows, outHeight / 2 - tile);
    }

    /** What tells primitives apart: sizes, and the cells that tiles have outside of the image. */
    List<Long> kind(long height, long outHeight, long padding) {
      long above = Math.max(0, padding - 2 * tile);
      long below = Math.max(0, 2 * (tile + rows + 1) - padding - height);
      return List.of(images, rows, above, below, oddRows(outHeight));
    }
  }

  /** A row of Bᵀ as a convolution of each channel: the first cell that it reads, and how. */
  private record Pass(Row row, Kernel kernel, OneDnnTensor taps) {}

  /** Puts results of one column of tiles' outputs among the others. */
  private record Laid(Kernel kernel, int column, long from, long to) {}

  /** A row of Bᵀ: the first cell of a tile that it reads, and what it weighs that and the next. */
  private record Row(int first, float[] taps) {
    /**
     * A row.
     *
     * @param padding cells of the first tile that lie before the image; a row that begins further
     *     in starts with zeros
     */
    static Row of(int index, int padding) {
      int first = Math.min(FIRST[index], padding);
      int zeros = FIRST[index] - first;
      float[] taps = new float[zeros + TAPS[index].length];
      System.arraycopy(TAPS[index], 0, taps, zeros, TAPS[index].length);
      return new Row(first, taps);
    }

    /** The cell behind the last that it reads for a tile. */
    long end(long tile, int padding) {
      return 2 * tile - padding + first + taps.length;
    }
  }

  WinogradTiles(Winograd of, long[] input, Range range) {
    this.of = of;
    this.range = range;
    long[] output = OutputShape.of(of.layer(), input);
    inputs = input[1];
    height = input[2];
    width = input[3];
    outputs = output[1];
    outHeight = output[2];
    outWidth = output[3];
    across = (outWidth + 1) / 2;
    block = of.block();
    columns = of.blocked(range.images(), inputs, range.rows(), width);
    cells = of.blocked(range.images(), inputs, range.rows(), across);
    results = of.blocked(range.images(), outputs, range.rows(), across);
    List<MemoryLayout> wanted = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      down[i] = down(Row.of(i, padding(0)));
      aside[i] = aside(Row.of(i, padding(1)));
      for (int j = 0; j < 4; j++) {
        sums[i][j] = sum(i, j);
        wanted.add(sums[i][j].layout(1));
      }
    }
    weights = of.weights(wanted);
    for (int i = 0; i < 2; i++) {
      long rows = i == 0 ? range.rows() : range.oddRows(outHeight);
      // The pair of an image's last row may be missing.
      long complete = 2 * rows > outHeight ? rows - 1 : rows;
      for (int j = 0; j < 2; j++) {
        lay(i, j, 0, complete);
        lay(i, j, complete, rows - complete);
      }
    }
  }

  private int padding(int side) {
    return of.layer().padding().get(side);
  }

  private boolean whole() {
    return range.rows() == (outHeight + 1) / 2;
  }

  private Pass down(Row row) {
    long first = 2 * range.tile() - padding(0) + row.first();
    long end = row.end(range.tile() + range.rows() - 1, padding(0));
    long read = whole() ? height : Math.min(height, end) - Math.max(0, first);
    long channels = whole() ? inputs : block;
    return pass(
        row,
        0,
        of.blocked(range.images(), channels, read, width),
        of.blocked(range.images(), channels, range.rows(), width),
        Math.max(0, -first),
        Math.max(0, end - height));
  }

  private Pass aside(Row row) {
    long end = row.end(across - 1, padding(1));
    return pass(row, 1, columns, cells, padding(1) - row.first(), Math.max(0, end - width));
  }

  private Pass pass(
      Row row, int axis, MemoryLayout from, MemoryLayout to, long before, long after) {
    long channels = from.shape()[1];
    long[] taps = along(axis, row.taps().length, 1, channels, 1, 1);
    var description =
        new convolution_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_inference,
            algorithm.convolution_direct,
            from.description(),
            MemoryLayout.any(taps),
            to.description(),
            along(axis, 2, 1),
            along(axis, before, 0),
            along(axis, after, 0),
            OneDnn.attributes(),
            false);
    Kernel kernel =
        new Kernel(
            new convolution_forward(description),
            description,
            new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST},
            from,
            MemoryLayout.of(description.weights_desc()),
            to);
    float[] values = new float[(int) channels * row.taps().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.taps()[i % row.taps().length];
    }
    return new Pass(row, kernel, of.kept(values, kernel.layout(1)));
  }

  /** Lengths of which the last two are of height and width: one of them on an axis. */
  private static long[] along(int axis, long length, long other, long... before) {
    long[] lengths = Arrays.copyOf(before, before.length + 2);
    lengths[before.length + axis] = length;
    lengths[before.length + 1 - axis] = other;
    return lengths;
  }

  private static boolean first(int cell) {
    return cell == 1 || cell == 2;
  }

  /** S(i,j) of inputs and weights, and what is added to it: P, Q, those of other rows, the bias. */
  private Kernel sum(int i, int j) {
    List<Integer> arguments =
        new ArrayList<>(List.of(dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST));
    post_ops added = new post_ops();
    boolean last = !first(i) && !first(j);
    if (!first(j)) {
      add(added, arguments, j);
    }
    if (last) {
      add(added, arguments, i);
      of.activation().ifPresent(a -> a.append(added));
      arguments.add(dnnl.DNNL_ARG_BIAS);
    }
    long[] none = {0, 0};
    var description =
        new convolution_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_inference,
            algorithm.convolution_direct,
            cells.description(),
            MemoryLayout.any(outputs, inputs, 1, 1),
            last ? of.bias().layout().description() : new memory.desc(),
            results.description(),
            new long[] {1, 1},
            none,
            none,
            none,
            Kernels.then(added),
            false);
    List<MemoryLayout> layouts = new ArrayList<>(Collections.nCopies(arguments.size(), results));
    layouts.set(0, cells);
    layouts.set(1, MemoryLayout.of(description.weights_desc()));
    if (last) {
      layouts.set(arguments.size() - 1, of.bias().layout());
    }
    return new Kernel(
        new convolution_forward(description),
        description,
        arguments.stream().mapToInt(argument -> argument).toArray(),
        layouts.toArray(MemoryLayout[]::new));
  }

  /** Two results: their sum for the first of a tile's outputs, their difference for the other. */
  private void add(post_ops added, List<Integer> arguments, int cell) {
    for (algorithm operation :
        List.of(algorithm.binary_add, cell == 0 ? algorithm.binary_add : algorithm.binary_sub)) {
      added.append_binary(operation, results.description());
      arguments.add(Kernels.operand(added.len() - 1));
    }
  }

  private void lay(int row, int column, long from, long count) {
    long width = column == 0 ? across : outWidth / 2;
    if (count == 0 || width == 0) {
      return;
    }
    long[] shape = {range.images() * outputs / block, count, width, block};
    long[] source = {range.rows() * across * block, across * block, block, 1};
    long line = outWidth * block;
    long[] target = {outHeight * line, 2 * line, 2L * block, 1};
    laid.get(row)
        .add(
            new Laid(
                Kernels.moving(MemoryLayout.of(shape, source), MemoryLayout.of(shape, target)),
                column,
                from * across * block,
                (2 * from + row) * line + (long) column * block));
  }

  /**
   * Runs the primitives.
   *
   * @param x all images
   * @param y all results
   * @param image the first of those worked on
   * @param tile the first row of tiles
   */
  void run(Address x, Address y, long image, long tile) {
    Block scratch = Arena.block(columns.bytes() + 4 * cells.bytes() + 8 * results.bytes());
    Address v = scratch.start();
    Address[] u = behind(v, columns.bytes(), 4, cells.bytes());
    Address[] s = behind(u[3], cells.bytes(), 8, results.bytes());
    // E and O of rows 1 and 2, and of those that they are added to.
    Address[][] shared = {{s[2], s[3]}, {s[4], s[5]}};
    Address[] ends = {s[6], s[7]};
    Address from = x.further(image * inputs / block * height * width * block);
    Address to = y.further((image * outputs / block * outHeight + 2 * tile) * outWidth * block);
    for (int i : ORDER) {
      down(down[i], from, v, tile);
      for (int j : ORDER) {
        aside[j].kernel().run(v, aside[j].taps().memory(), u[j]);
        Address w = weights.get(4 * i + j).memory();
        int column = j / 3;
        if (first(j)) {
          sums[i][j].run(u[j], w, s[j - 1]);
        } else if (first(i)) {
          sums[i][j].run(u[j], w, shared[i - 1][column], s[0], s[1]);
        } else {
          Address bias = of.bias().memory();
          Address e = shared[0][column];
          sums[i][j].run(u[j], w, ends[column], s[0], s[1], e, shared[1][column], bias);
        }
      }
      if (!first(i)) {
        for (Laid each : laid.get(i / 3)) {
          each.kernel().run(ends[each.column()].further(each.from()), to.further(each.to()));
        }
      }
    }
    scratch.drop();
  }

  private void down(Pass pass, Address x, Address v, long tile) {
    Address taps = pass.taps().memory();
    if (whole()) {
      pass.kernel().run(x, taps, v);
      return;
    }
    long first = Math.max(0, 2 * tile - padding(0) + pass.row().first());
    for (long c = 0; c < inputs / block; c++) {
      Address rows = x.further((c * height + first) * width * block);
      pass.kernel().run(rows, taps, v.further(c * range.rows() * width * block));
    }
  }

  private static Address[] behind(Address last, long bytes, int count, long size) {
    Address[] all = new Address[count];
    for (int i = 0; i < count; i++) {
      all[i] = new Address(last.address() + bytes + i * size);
    }
    return all;
  }

  /** What goes from primitive to primitive, for each tile. */
  static long bytesPerTile(long inputs, long outputs) {
    return (6 * inputs + 8 * outputs) * Float.BYTES;
  }
}
