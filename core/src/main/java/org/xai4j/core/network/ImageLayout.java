package org.xai4j.core.network;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;

/**
 * Where the channels of a model's images and signals stand. Methods and metrics work on images with
 * channels first; models that take them last are turned at the door ({@link
 * Predictor#channelsFirst}), so that the same picture has the same map in both layouts.
 */
public enum ImageLayout {
  /** Rows are [c, h, w]: PyTorch, Deeplearning4j. */
  CHANNELS_FIRST,
  /** Rows are [h, w, c]: Keras, TensorFlow. */
  CHANNELS_LAST;

  /** Axis i of a batch with channels first is axis i of this list with channels last. */
  private static final List<Integer> TO_FIRST = List.of(0, 3, 1, 2);

  private static final List<Integer> TO_LAST = List.of(0, 2, 3, 1);
  private static final List<Integer> SIGNAL = List.of(0, 2, 1);

  /**
   * Reads {@code nchw} or {@code nhwc}.
   *
   * @param text from the command line
   * @return the layout
   * @throws InputException if it is neither
   */
  public static ImageLayout parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nchw" -> CHANNELS_FIRST;
      case "nhwc" -> CHANNELS_LAST;
      default ->
          throw new InputException(
              "The layout '"
                  + text
                  + "' is not nchw (channels before height and width) or nhwc (channels last).");
    };
  }

  /**
   * Images or signals of this layout with channels first.
   *
   * @param batch four axes for images, three for signals; others are left alone; not modified
   * @return [n, c, h, w] or [n, c, w]; the array itself if nothing moves
   */
  public INDArray toChannelsFirst(INDArray batch) {
    return moved(batch, 0, 3, 1, 2);
  }

  /**
   * Images or signals of this layout with channels first.
   *
   * @param batch four axes for images, three for signals; others are left alone
   * @return [n, c, h, w] or [n, c, w]; the tensor itself if nothing moves
   */
  public Tensor toChannelsFirst(Tensor batch) {
    if (this == CHANNELS_FIRST || batch.rank() < 3 || batch.rank() > 4) {
      return batch;
    }
    return batch.rank() == 4 ? batch.permute(0, 3, 1, 2) : batch.permute(0, 2, 1);
  }

  /**
   * Images or signals with channels first in this layout.
   *
   * @param batch [n, c, h, w] or [n, c, w]; others are left alone; not modified
   * @return the array itself if nothing moves
   */
  public INDArray fromChannelsFirst(INDArray batch) {
    return moved(batch, 0, 2, 3, 1);
  }

  private INDArray moved(INDArray batch, int... image) {
    if (this == CHANNELS_FIRST || batch.rank() < 3 || batch.rank() > 4) {
      return batch;
    }
    return (batch.rank() == 4 ? batch.permute(image) : batch.permute(0, 2, 1)).dup('c');
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return this == CHANNELS_FIRST ? "nchw" : "nhwc";
  }

  /**
   * The layout of a network's input: told by the first layer that treats channels and cells
   * differently; where none does, channels are last if only the last axis can be colours.
   */
  static ImageLayout of(Network network) {
    Map<Integer, Boolean> turned = new HashMap<>(Map.of(0, false));
    int rank = network.inputShape().size() + 1;
    for (Node node : network.nodes()) {
      Optional<Integer> from = node.inputs().stream().filter(turned::containsKey).findFirst();
      if (from.isEmpty()) {
        continue;
      }
      boolean other = Boolean.TRUE.equals(turned.get(from.get()));
      Optional<ImageLayout> told = told(node.layer(), rank);
      if (told.isPresent()) {
        return (told.get() == CHANNELS_FIRST) == other ? CHANNELS_LAST : CHANNELS_FIRST;
      }
      if (node.layer() instanceof Transpose t && t.permutation().equals(SIGNAL)) {
        turned.put(node.index(), !other);
      } else if (keepsAxes(node.layer())) {
        turned.put(node.index(), other);
      }
    }
    List<Long> row = network.inputShape();
    // Of [3, h, 1] a single column of a coloured picture is less likely than a gray picture.
    boolean first = row.size() < 3 || (colours(row.get(0)) && (row.get(0) == 1 || row.get(2) > 1));
    return !first && colours(row.get(2)) ? CHANNELS_LAST : CHANNELS_FIRST;
  }

  /** The layout of a node's output; channels first where nothing tells. */
  static ImageLayout of(Network network, Node node) {
    Node at = node;
    boolean turned = false;
    while (!at.inputs().isEmpty()) {
      if (at.layer() instanceof Transpose t && t.permutation().equals(SIGNAL)) {
        turned = !turned;
      } else if (at.layer() instanceof Dense || at.layer() instanceof Recurrent) {
        boolean first = at.layer() instanceof Recurrent r && of(r) == CHANNELS_FIRST;
        return first == turned ? CHANNELS_LAST : CHANNELS_FIRST;
      } else if (!keepsAxes(at.layer())) {
        boolean last = at.layer() instanceof Transpose t && t.permutation().equals(TO_LAST);
        return last == turned ? CHANNELS_FIRST : CHANNELS_LAST;
      }
      at =
          at.inputs().stream()
              .map(i -> network.nodes().get(i))
              .filter(n -> !(n.layer() instanceof Constant))
              .findFirst()
              .orElse(network.nodes().get(0));
    }
    return (network.layout() == CHANNELS_FIRST) == turned ? CHANNELS_LAST : CHANNELS_FIRST;
  }

  private static ImageLayout of(Recurrent layer) {
    return layer.layout() == Recurrent.Layout.BATCH_FEATURE_TIME ? CHANNELS_FIRST : CHANNELS_LAST;
  }

  private static boolean colours(long channels) {
    return channels == 1 || channels == 3 || channels == 4;
  }

  /** What a layer that reads images or signals tells of their layout. */
  private static Optional<ImageLayout> told(Layer layer, int rank) {
    return switch (layer.family()) {
      case TRANSPOSE -> {
        List<Integer> p = ((Transpose) layer).permutation();
        yield p.equals(TO_FIRST)
            ? Optional.of(CHANNELS_LAST)
            : p.equals(TO_LAST) ? Optional.of(CHANNELS_FIRST) : Optional.empty();
      }
      case BATCH_NORMALIZATION ->
          Optional.of(((BatchNormalization) layer).axis() == 1 ? CHANNELS_FIRST : CHANNELS_LAST);
      case DENSE -> rank > 2 ? Optional.of(CHANNELS_LAST) : Optional.empty();
      case RECURRENT -> rank > 2 ? Optional.of(of((Recurrent) layer)) : Optional.empty();
      case CONVOLUTION, INSTANCE_NORMALIZATION, POOLING, TRANSPOSED_CONVOLUTION, UPSAMPLE ->
          Optional.of(CHANNELS_FIRST);
      case ACTIVATION,
          CONCAT,
          CONSTANT,
          CUSTOM,
          DROPOUT,
          ELEMENTWISE,
          EMBEDDING,
          EXPAND,
          GATHER,
          INPUT,
          LAYER_NORMALIZATION,
          MATMUL,
          PAD,
          PRELU,
          REDUCTION,
          RESHAPE,
          SLICE,
          SOFTMAX ->
          Optional.empty();
    };
  }

  private static boolean keepsAxes(Layer layer) {
    return switch (layer.family()) {
      case ACTIVATION, BATCH_NORMALIZATION, CONCAT, DROPOUT, ELEMENTWISE, PAD, PRELU, SLICE -> true;
      case GATHER -> !((Gather) layer).dropAxis();
      case CONSTANT,
          CONVOLUTION,
          CUSTOM,
          DENSE,
          EMBEDDING,
          EXPAND,
          INPUT,
          INSTANCE_NORMALIZATION,
          LAYER_NORMALIZATION,
          MATMUL,
          POOLING,
          RECURRENT,
          REDUCTION,
          RESHAPE,
          SOFTMAX,
          TRANSPOSE,
          TRANSPOSED_CONVOLUTION,
          UPSAMPLE ->
          false;
    };
  }

  /** A network that takes channels last as one that takes them first. */
  static Network turned(Network network) {
    List<Long> row = network.inputShape();
    boolean image = row.size() == 3;
    NetworkBuilder builder =
        image
            ? Network.builder(row.get(2), row.get(0), row.get(1))
            : Network.builder(row.get(1), row.get(0));
    List<Integer> undo = image ? TO_FIRST : SIGNAL;
    boolean all =
        network.nodes().stream()
            .filter(n -> n.inputs().contains(0))
            .allMatch(n -> transposes(n, undo));
    int input = all ? 0 : builder.add("channels last", new Transpose(image ? TO_LAST : SIGNAL), 0);
    int[] place = new int[network.nodes().size()];
    place[0] = input;
    for (Node node : network.nodes()) {
      if (node.index() == 0) {
        continue;
      }
      // The transposition that a file begins with has nothing left to do.
      boolean idle = node.inputs().equals(List.of(0)) && transposes(node, undo);
      int[] inputs = node.inputs().stream().mapToInt(i -> idle ? 0 : place[i]).toArray();
      place[node.index()] = builder.add(node.name(), idle ? new Dropout() : node.layer(), inputs);
    }
    Network built = builder.build(place[place.length - 1]).as(network.type());
    return image ? built.with(CHANNELS_FIRST) : built;
  }

  private static boolean transposes(Node node, List<Integer> order) {
    return node.layer() instanceof Transpose t && t.permutation().equals(order);
  }
}
