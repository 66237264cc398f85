package org.xai4j.core.importer.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.layer.Dropout;

/** Finds the conversion of a layer by its configuration. */
final class LayerConversion {
  private LayerConversion() {}

  /** The layer inside of wrappers that do nothing at inference. */
  static Layer bare(Layer conf) {
    if (conf instanceof FrozenLayer frozen) {
      return bare(frozen.getLayer());
    } else if (conf instanceof FrozenLayerWithBackprop frozen) {
      return bare(frozen.getUnderlying());
    } else if (conf instanceof TimeDistributed wrapper) {
      return bare(wrapper.getUnderlying());
    }
    return conf;
  }

  /** Whether the layer lays channels last; null where its configuration does not say. */
  static @Nullable Boolean channelsLast(Layer conf) {
    if (conf instanceof Convolution1DLayer l) {
      return l.getRnnDataFormat() == RNNFormat.NWC;
    } else if (conf instanceof ConvolutionLayer l) {
      return l.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    } else if (conf instanceof Subsampling1DLayer) {
      return null;
    } else if (conf instanceof SubsamplingLayer l) {
      return l.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    } else if (conf instanceof ZeroPaddingLayer l) {
      return l.getDataFormat() == CNN2DFormat.NHWC;
    } else if (conf instanceof Cropping2D l) {
      return l.getDataFormat() == CNN2DFormat.NHWC;
    } else if (conf instanceof Upsampling2D l) {
      return l.getFormat() == CNN2DFormat.NHWC;
    } else if (conf instanceof CnnLossLayer l) {
      return l.getFormat() == CNN2DFormat.NHWC;
    } else if (conf instanceof BaseRecurrentLayer l) {
      return l.getRnnDataFormat() == RNNFormat.NWC;
    } else if (conf instanceof RnnOutputLayer l) {
      return l.getRnnDataFormat() == RNNFormat.NWC;
    } else if (conf instanceof RnnLossLayer l) {
      return l.getRnnDataFormat() == RNNFormat.NWC;
    } else if (conf instanceof Bidirectional l) {
      return channelsLast(bare(l.getFwd()));
    } else if (conf instanceof LastTimeStep l) {
      return channelsLast(bare(l.getUnderlying()));
    }
    return null;
  }

  /** Adds a layer. */
  static ModelValue convert(Assembly to, Layer wrapped, Weights weights, ModelValue before) {
    Layer conf = bare(wrapped);
    Boolean last = channelsLast(conf);
    ModelValue x = last == null ? before : before.laid(last);
    if (conf instanceof Convolution3D
        || conf instanceof Deconvolution3D
        || conf instanceof OCNNOutputLayer) {
      throw to.unsupported("a " + conf.getClass().getSimpleName());
    } else if (conf instanceof ConvolutionLayer c) {
      return convolution(to, c, weights, x);
    } else if (conf instanceof SubsamplingLayer c) {
      return SpatialLayers.pooling(to, spatial(to, x), c);
    } else if (conf instanceof GlobalPoolingLayer c) {
      return SpatialLayers.global(to, x, c);
    } else if (conf instanceof ZeroPaddingLayer c) {
      return SpatialLayers.pad(to, spatial(to, x), c.getPadding());
    } else if (conf instanceof ZeroPadding1DLayer c) {
      return SpatialLayers.pad(to, spatial(to, x), c.getPadding());
    } else if (conf instanceof Cropping2D c) {
      return SpatialLayers.crop(to, spatial(to, x), c.getCropping());
    } else if (conf instanceof Cropping1D c) {
      return SpatialLayers.crop(to, spatial(to, x), c.getCropping());
    } else if (conf instanceof Upsampling2D c) {
      return SpatialLayers.upsample(to, spatial(to, x), c.getSize());
    } else if (conf instanceof Upsampling1D c) {
      return SpatialLayers.upsample(to, spatial(to, x), c.getSize());
    }
    return onFeatures(to, conf, weights, x);
  }

  private static ModelValue onFeatures(Assembly to, Layer conf, Weights weights, ModelValue x) {
    if (conf instanceof DenseLayer c) {
      return DenseLayers.dense(to, weights, x, c.getActivationFn(), true);
    } else if (conf instanceof AutoEncoder c) {
      return DenseLayers.dense(to, weights, x, c.getActivationFn(), true);
    } else if (conf instanceof BaseOutputLayer c) {
      return DenseLayers.dense(to, weights, x, c.getActivationFn(), true);
    } else if (conf instanceof EmbeddingSequenceLayer c) {
      return DenseLayers.embeddings(to, weights, x, c);
    } else if (conf instanceof EmbeddingLayer c) {
      return DenseLayers.embedding(to, weights, x, c.getActivationFn());
    } else if (conf instanceof BatchNormalization c) {
      return DenseLayers.batchNormalization(to, weights, x, c);
    } else if (conf instanceof ElementWiseMultiplicationLayer c) {
      return DenseLayers.scale(to, weights, x, c.getActivationFn());
    } else if (conf instanceof RepeatVector c) {
      return DenseLayers.repeat(to, x, c.getN(), c.getDataFormat() == RNNFormat.NWC);
    } else if (conf instanceof PReLULayer) {
      return DenseLayers.prelu(to, weights, x);
    } else if (conf instanceof ActivationLayer c) {
      return Activations.add(to, x, c.getActivationFn(), false);
    } else if (conf instanceof LossLayer c) {
      return Activations.add(to, x, c.getActivationFn(), true);
    } else if (conf instanceof RnnLossLayer c) {
      return Activations.add(to, x, c.getActivationFn(), true);
    } else if (conf instanceof CnnLossLayer c) {
      return Activations.add(to, x, c.getActivationFn(), true);
    } else if (conf instanceof DropoutLayer) {
      return x.at(to.add(new Dropout(), x.node()));
    } else if (conf instanceof BaseRecurrentLayer
        || conf instanceof Bidirectional
        || conf instanceof LastTimeStep) {
      return RecurrentLayers.recurrent(to, weights, x, conf, false);
    } else if (conf instanceof SelfAttentionLayer c) {
      return AttentionLayers.self(to, weights, x, c);
    }
    throw to.unsupported("a " + conf.getClass().getSimpleName());
  }

  private static ModelValue convolution(
      Assembly to, ConvolutionLayer conf, Weights weights, ModelValue x) {
    spatial(to, x);
    if (conf instanceof Deconvolution2D) {
      return ConvolutionLayers.transposed(to, weights, x, conf);
    } else if (conf instanceof DepthwiseConvolution2D) {
      return ConvolutionLayers.depthwise(to, weights, x, conf);
    } else if (conf instanceof SeparableConvolution2D) {
      return ConvolutionLayers.separable(to, weights, x, conf);
    }
    return ConvolutionLayers.convolution(to, weights, x, conf);
  }

  private static ModelValue spatial(Assembly to, ModelValue x) {
    if (x.kind() == ModelValue.Kind.TABLE) {
      throw to.unsupported("a layer for images or sequences on a table");
    }
    return x;
  }
}
