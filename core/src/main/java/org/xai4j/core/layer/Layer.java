package org.xai4j.core.layer;

/**
 * What one node of a network computes. The family is closed: an engine knows how to run every
 * member, and a rule how to go backward through it; {@link CustomLayer}, which runs itself, is its
 * door for layers of one's own. Layers are immutable values; the arrays they hold are never written
 * to.
 *
 * <p>Arrays have the batch first: tables [n, d], images [n, c, h, w], sequences [n, time, features]
 * unless a layer says otherwise.
 */
public sealed interface Layer
    permits Activation,
        Affine,
        BatchNormalization,
        Concat,
        Constant,
        CustomLayer,
        Dropout,
        Elementwise,
        Embedding,
        Expand,
        Gather,
        Input,
        InstanceNormalization,
        LayerNormalization,
        MatMul,
        PRelu,
        Pad,
        Pooling,
        Recurrent,
        Reduction,
        Reshape,
        Slice,
        Softmax,
        Transpose,
        Upsample {

  /**
   * The layer's type, for people: {@code Convolution}, {@code Relu}, {@code Lstm}.
   *
   * @return a short name
   */
  default String type() {
    return getClass().getSimpleName();
  }
}
