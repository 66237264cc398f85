package org.xai4j.core.importer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.run.InputException;

/** What the model does between layers of different kinds. */
final class Preprocessors {
  private Preprocessors() {}

  static ModelValue apply(Assembly to, ModelValue x, InputPreProcessor conf) {
    if (conf instanceof ComposableInputPreProcessor all) {
      ModelValue y = x;
      for (InputPreProcessor one : all.getInputPreProcessors()) {
        y = apply(to, y, one);
      }
      return y;
    } else if (conf instanceof CnnToFeedForwardPreProcessor p) {
      return x.kind() == ModelValue.Kind.TABLE
          ? x
          : flat(to, sized(to, x, p.getInputHeight(), p.getInputWidth(), p.getFormat()));
    } else if (conf instanceof FeedForwardToCnnPreProcessor p) {
      return x.kind() == ModelValue.Kind.IMAGE
          ? x
          : image(to, x, p.getNumChannels(), p.getInputHeight(), p.getInputWidth());
    } else if (conf instanceof RnnToFeedForwardPreProcessor p) {
      return x.kind() == ModelValue.Kind.TABLE ? x : rows(to, laid(x, p.getRnnDataFormat()));
    } else if (conf instanceof FeedForwardToRnnPreProcessor p) {
      return x.kind() == ModelValue.Kind.SEQUENCE ? x : laid(sequence(to, x), p.getRnnDataFormat());
    } else if (conf instanceof RnnToCnnPreProcessor p) {
      ModelValue rows = rows(to, laid(x, p.getRnnDataFormat()));
      return image(to, rows, p.getNumChannels(), p.getInputHeight(), p.getInputWidth());
    } else if (conf instanceof CnnToRnnPreProcessor p) {
      ModelValue image = sized(to, x, p.getInputHeight(), p.getInputWidth(), null);
      return laid(sequence(to, flat(to, image)), p.getRnnDataFormat());
    }
    throw to.unsupported("a preprocessor " + conf.getClass().getSimpleName());
  }

  private static ModelValue laid(ModelValue x, @Nullable RNNFormat format) {
    return x.laid(format == RNNFormat.NWC);
  }

  private static ModelValue sized(
      Assembly to, ModelValue x, long height, long width, @Nullable CNN2DFormat format) {
    if (x.kind() != ModelValue.Kind.IMAGE) {
      throw to.unsupported("a preprocessor for images on other than images");
    }
    if (height > 0 && width > 0) {
      to.constrain(x.lengths().get(0), height);
      to.constrain(x.lengths().get(1), width);
    }
    return format == null ? x : x.laid(format == CNN2DFormat.NHWC);
  }

  /** Flattens images in the model's order; those of a sequence become rows [n, t, f]. */
  private static ModelValue flat(Assembly to, ModelValue x) {
    ModelValue flat = to.flattened(x);
    if (x.steps() == null) {
      return flat;
    }
    long time = to.length(x.steps());
    if (time < 0) {
      to.undetermined();
      time = 1;
    }
    InputException.check(
        flat.channels() > 0,
        "Layer '%s' needs a known image size after a sequence of images.",
        to.name());
    int node = to.help(new Reshape(List.of(-1L, time, flat.channels())), flat.node());
    return flat.at(node).of(x.steps());
  }

  private static ModelValue image(
      Assembly to, ModelValue x, long channels, long height, long width) {
    // Images of a sequence become rows of the batch.
    long batch = x.steps() == null ? 0 : -1;
    int node = to.help(new Reshape(List.of(batch, channels, height, width)), x.node());
    ModelValue y =
        ModelValue.image(node, channels, Length.fixed(height), Length.fixed(width), false);
    return x.steps() == null ? y : y.of(x.steps());
  }

  /** [n, f, t] as rows [n, t, f]. */
  private static ModelValue rows(Assembly to, ModelValue x) {
    if (x.kind() != ModelValue.Kind.SEQUENCE) {
      throw to.unsupported("a preprocessor for sequences on other than sequences");
    }
    Length time = x.lengths().get(0);
    return ModelValue.table(to.transpose(x.node(), 0, 2, 1), x.channels()).of(time);
  }

  /** Rows [n, t, f] as [n, f, t]; plain rows are sequences of one step. */
  private static ModelValue sequence(Assembly to, ModelValue x) {
    if (x.steps() == null) {
      int node = to.help(new Reshape(List.of(0L, -1L, 1L)), x.node());
      return ModelValue.sequence(node, x.channels(), Length.fixed(1), false);
    }
    return ModelValue.sequence(to.transpose(x.node(), 0, 2, 1), x.channels(), x.steps(), false);
  }
}
