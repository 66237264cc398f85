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

  /**
   * Which member of the closed family this is: what treats layers apart switches over it without a
   * default, so that the compiler names every place where a new layer is to be handled.
   *
   * @return one constant per layer
   */
  Family family();

  /**
   * Whether the output is an affine function of all inputs together, y = W·x + b: sums, averages
   * and moves of cells are, products of two inputs and choices are not.
   *
   * @return true if an affine combination of inputs gives that of the outputs
   */
  default boolean affine() {
    return switch (family()) {
      case BATCH_NORMALIZATION,
          CONCAT,
          CONSTANT,
          CONVOLUTION,
          DENSE,
          DROPOUT,
          EXPAND,
          GATHER,
          INPUT,
          PAD,
          RESHAPE,
          SLICE,
          TRANSPOSE,
          TRANSPOSED_CONVOLUTION,
          UPSAMPLE ->
          true;
      case ELEMENTWISE -> ((Elementwise) this).operation().additive();
      case POOLING -> ((Pooling) this).kind() == Pooling.Kind.AVERAGE;
      case REDUCTION -> ((Reduction) this).kind() != Reduction.Kind.MAX;
      case ACTIVATION,
          CUSTOM,
          EMBEDDING,
          INSTANCE_NORMALIZATION,
          LAYER_NORMALIZATION,
          MATMUL,
          PRELU,
          RECURRENT,
          SOFTMAX ->
          false;
    };
  }

  /** The layers apart. */
  enum Family {
    /** {@link Activation}. */
    ACTIVATION,
    /** {@link BatchNormalization}. */
    BATCH_NORMALIZATION,
    /** {@link Concat}. */
    CONCAT,
    /** {@link Constant}. */
    CONSTANT,
    /** {@link Convolution}. */
    CONVOLUTION,
    /** {@link CustomLayer}. */
    CUSTOM,
    /** {@link Dense}. */
    DENSE,
    /** {@link Dropout}. */
    DROPOUT,
    /** {@link Elementwise}. */
    ELEMENTWISE,
    /** {@link Embedding}. */
    EMBEDDING,
    /** {@link Expand}. */
    EXPAND,
    /** {@link Gather}. */
    GATHER,
    /** {@link Input}. */
    INPUT,
    /** {@link InstanceNormalization}. */
    INSTANCE_NORMALIZATION,
    /** {@link LayerNormalization}. */
    LAYER_NORMALIZATION,
    /** {@link MatMul}. */
    MATMUL,
    /** {@link Pad}. */
    PAD,
    /** {@link Pooling}. */
    POOLING,
    /** {@link PRelu}. */
    PRELU,
    /** {@link Recurrent}. */
    RECURRENT,
    /** {@link Reduction}. */
    REDUCTION,
    /** {@link Reshape}. */
    RESHAPE,
    /** {@link Slice}. */
    SLICE,
    /** {@link Softmax}. */
    SOFTMAX,
    /** {@link Transpose}. */
    TRANSPOSE,
    /** {@link TransposedConvolution}. */
    TRANSPOSED_CONVOLUTION,
    /** {@link Upsample}. */
    UPSAMPLE
  }
}
