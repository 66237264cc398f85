package org.xai4j.core.importer.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.InputException;

/**
 * What the first layers tell about the model's input, which Deeplearning4j does not store: its
 * kind, its channels and its layout.
 */
final class InputGuess {
  private ModelValue.@Nullable Kind kind;
  private @Nullable Boolean last;
  private long channels = -1;
  private boolean passed;

  /** The network's input, row shape in the model's layout. */
  record Result(ModelValue.Kind kind, long channels, long[] lengths, boolean last) {
    long[] rowShape() {
      long[] row = new long[1 + lengths.length];
      row[last ? lengths.length : 0] = channels;
      System.arraycopy(lengths, 0, row, last ? 0 : 1, lengths.length);
      return row;
    }

    /** The same input with known lengths. */
    Result with(long[] known) {
      return new Result(kind, channels, known, last);
    }
  }

  private InputGuess() {}

  /**
   * Reads hints in the order of the model.
   *
   * @param hints layer configurations and preprocessors that follow the input
   * @param shape the shape of a row in the model's layout if the caller knows it, else empty
   */
  static Result of(List<Object> hints, long... shape) {
    InputGuess guess = new InputGuess();
    for (Object hint : hints) {
      if (!guess.passed) {
        guess.read(hint);
      }
    }
    boolean channelsLast = guess.last != null && guess.last;
    if (shape.length > 0) {
      InputException.check(
          shape.length <= 3, "The shape of a row has 1 to 3 axes, not %s.", Arrays.toString(shape));
      int axes = shape.length - 1;
      boolean end = channelsLast && axes > 0;
      return new Result(
          ModelValue.Kind.of(axes),
          shape[end ? axes : 0],
          Arrays.copyOfRange(shape, end ? 0 : 1, end ? axes : axes + 1),
          end);
    }
    ModelValue.Kind known = guess.kind == null ? ModelValue.Kind.TABLE : guess.kind;
    return new Result(
        known,
        guess.channels,
        unknown(known.axes()),
        channelsLast && known != ModelValue.Kind.TABLE);
  }

  private static long[] unknown(int axes) {
    long[] lengths = new long[axes];
    Arrays.fill(lengths, -1);
    return lengths;
  }

  private void found(ModelValue.Kind found) {
    if (kind == null) {
      kind = found;
    }
  }

  private void channels(long found) {
    if (channels < 0 && found > 0) {
      channels = found;
    }
  }

  private void layout(boolean channelsLast) {
    if (last == null) {
      last = channelsLast;
    }
  }

  private void image(long numChannels) {
    found(ModelValue.Kind.IMAGE);
    channels(numChannels);
    passed = true;
  }

  private void read(Object hint) {
    if (hint instanceof Layer layer) {
      layer(LayerConversion.bare(layer));
    } else if (hint instanceof ComposableInputPreProcessor all) {
      for (Object one : all.getInputPreProcessors()) {
        if (!passed) {
          read(one);
        }
      }
    } else if (hint instanceof CnnToFeedForwardPreProcessor p) {
      layout(p.getFormat() == CNN2DFormat.NHWC);
      image(p.getNumChannels());
    } else if (hint instanceof CnnToRnnPreProcessor p) {
      image(p.getNumChannels());
    } else if (hint instanceof FeedForwardToCnnPreProcessor p) {
      found(ModelValue.Kind.TABLE);
      channels(p.getNumChannels() * p.getInputHeight() * p.getInputWidth());
      passed = true;
    } else if (hint instanceof RnnToFeedForwardPreProcessor p) {
      found(ModelValue.Kind.SEQUENCE);
      layout(p.getRnnDataFormat() == RNNFormat.NWC);
    } else if (hint instanceof RnnToCnnPreProcessor p) {
      found(ModelValue.Kind.SEQUENCE);
      layout(p.getRnnDataFormat() == RNNFormat.NWC);
      channels((long) p.getNumChannels() * p.getInputHeight() * p.getInputWidth());
      passed = true;
    } else if (hint instanceof FeedForwardToRnnPreProcessor) {
      found(ModelValue.Kind.TABLE);
    }
  }

  private void layer(Layer layer) {
    Boolean own = LayerConversion.channelsLast(layer);
    if (own != null) {
      layout(own);
    }
    if (layer instanceof EmbeddingSequenceLayer) {
      // The configured length does not bind: any number of ids is taken.
      found(ModelValue.Kind.TABLE);
      passed = true;
      return;
    } else if (layer instanceof EmbeddingLayer) {
      found(ModelValue.Kind.TABLE);
      channels(1);
      passed = true;
    } else if (layer instanceof PReLULayer c && c.getInputShape() != null) {
      found(ModelValue.Kind.of(c.getInputShape().length - 1));
    } else if (layer instanceof Bidirectional c) {
      found(ModelValue.Kind.SEQUENCE);
      channels(c.getNIn());
      passed = true;
    } else if (layer instanceof LastTimeStep c) {
      layer(LayerConversion.bare(c.getUnderlying()));
    } else if (layer instanceof SelfAttentionLayer c) {
      found(ModelValue.Kind.SEQUENCE);
      channels(c.getNIn());
      passed = true;
    } else if (layer instanceof Convolution1DLayer
        || layer instanceof Subsampling1DLayer
        || layer instanceof ZeroPadding1DLayer
        || layer instanceof Cropping1D
        || layer instanceof Upsampling1D
        || layer instanceof RnnLossLayer
        || layer instanceof RnnOutputLayer
        || layer instanceof BaseRecurrentLayer) {
      found(ModelValue.Kind.SEQUENCE);
    } else if (layer instanceof ConvolutionLayer
        || layer instanceof SubsamplingLayer
        || layer instanceof ZeroPaddingLayer
        || layer instanceof Cropping2D
        || layer instanceof Upsampling2D
        || layer instanceof CnnLossLayer) {
      found(ModelValue.Kind.IMAGE);
    } else if (layer instanceof GlobalPoolingLayer c) {
      int[] axes = c.getPoolingDimensions();
      found(axes != null && axes.length == 2 ? ModelValue.Kind.IMAGE : ModelValue.Kind.SEQUENCE);
    }
    if (layer instanceof FeedForwardLayer c && c.getNIn() > 0) {
      channels(c.getNIn());
      boolean keepsKind = layer instanceof BatchNormalization || layer instanceof LossLayer;
      if (!keepsKind) {
        found(ModelValue.Kind.TABLE);
        passed = true;
      }
    }
  }
}
