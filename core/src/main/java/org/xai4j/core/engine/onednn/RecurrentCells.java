package org.xai4j.core.engine.onednn;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.rnn_direction;
import org.bytedeco.dnnl.gru_backward;
import org.bytedeco.dnnl.gru_forward;
import org.bytedeco.dnnl.lbr_gru_backward;
import org.bytedeco.dnnl.lbr_gru_forward;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
import org.bytedeco.dnnl.vanilla_rnn_backward;
import org.bytedeco.dnnl.vanilla_rnn_forward;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;

/** oneDNN's primitives of one recurrent cell, each kind with a class of its own. */
final class RecurrentCells {
  /** The first state is zero, and nobody asks for the last. */
  private static final memory.desc NONE = new memory.desc();

  private final Recurrent layer;

  RecurrentCells(Recurrent layer) {
    this.layer = layer;
  }

  /**
   * A primitive.
   *
   * @param work runs it
   * @param description made it
   * @param <P> its class
   */
  record Made<P extends primitive>(P work, rnn_primitive_desc_base description) {}

  /** Blocks of biases: a GRU that resets after the product has one more for its recurrent part. */
  int biases() {
    return layer.cell().blocks() + (resetsAfter() ? 1 : 0);
  }

  private boolean resetsAfter() {
    return layer.cell() == Recurrent.Cell.GRU && layer.resetAfter();
  }

  private rnn_direction direction() {
    return layer.reverse()
        ? rnn_direction.unidirectional_right2left
        : rnn_direction.unidirectional_left2right;
  }

  private algorithm activation() {
    return layer.activation().equals(Activation.relu())
        ? algorithm.eltwise_relu
        : algorithm.eltwise_tanh;
  }

  private static prop_kind kind(boolean trained) {
    return trained ? prop_kind.forward_training : prop_kind.forward_inference;
  }

  Made<? extends primitive> forward(
      MemoryLayout x,
      long[] input,
      long[] recurrent,
      OneDnnTensor bias,
      MemoryLayout y,
      boolean trained) {
    memory.desc from = x.description();
    memory.desc w = MemoryLayout.any(input);
    memory.desc r = MemoryLayout.any(recurrent);
    memory.desc b = bias.layout().description();
    memory.desc to = y.description();
    return switch (layer.cell()) {
      case SIMPLE -> {
        var d = simple(from, w, r, b, to, trained);
        yield new Made<>(new vanilla_rnn_forward(d), d);
      }
      case LSTM -> {
        var d = lstm(from, w, r, b, to, trained);
        yield new Made<>(new lstm_forward(d), d);
      }
      case GRU -> {
        if (resetsAfter()) {
          var d = resetAfter(from, w, r, b, to, trained);
          yield new Made<>(new lbr_gru_forward(d), d);
        }
        var d = gru(from, w, r, b, to, trained);
        yield new Made<>(new gru_forward(d), d);
      }
    };
  }

  private vanilla_rnn_forward.primitive_desc simple(
      memory.desc x, memory.desc w, memory.desc r, memory.desc b, memory.desc y, boolean trained) {
    return new vanilla_rnn_forward.primitive_desc(
        OneDnn.ENGINE,
        kind(trained),
        activation(),
        direction(),
        x,
        NONE,
        w,
        r,
        b,
        y,
        NONE,
        0f,
        OneDnn.attributes(),
        false);
  }

  private lstm_forward.primitive_desc lstm(
      memory.desc x, memory.desc w, memory.desc r, memory.desc b, memory.desc y, boolean trained) {
    return new lstm_forward.primitive_desc(
        OneDnn.ENGINE,
        kind(trained),
        direction(),
        x,
        NONE,
        NONE,
        w,
        r,
        b,
        y,
        NONE,
        NONE,
        OneDnn.attributes(),
        false);
  }

  private gru_forward.primitive_desc gru(
      memory.desc x, memory.desc w, memory.desc r, memory.desc b, memory.desc y, boolean trained) {
    return new gru_forward.primitive_desc(
        OneDnn.ENGINE,
        kind(trained),
        direction(),
        x,
        NONE,
        w,
        r,
        b,
        y,
        NONE,
        OneDnn.attributes(),
        false);
  }

  private lbr_gru_forward.primitive_desc resetAfter(
      memory.desc x, memory.desc w, memory.desc r, memory.desc b, memory.desc y, boolean trained) {
    return new lbr_gru_forward.primitive_desc(
        OneDnn.ENGINE,
        kind(trained),
        direction(),
        x,
        NONE,
        w,
        r,
        b,
        y,
        NONE,
        OneDnn.attributes(),
        false);
  }

  Made<? extends primitive> backward(
      MemoryLayout x, long[] input, long[] recurrent, OneDnnTensor bias, MemoryLayout y) {
    memory.desc from = x.description();
    memory.desc w = MemoryLayout.any(input);
    memory.desc r = MemoryLayout.any(recurrent);
    memory.desc b = bias.layout().description();
    memory.desc to = y.description();
    return switch (layer.cell()) {
      case SIMPLE -> {
        var d =
            new vanilla_rnn_backward.primitive_desc(
                OneDnn.ENGINE,
                prop_kind.backward,
                activation(),
                direction(),
                from,
                NONE,
                w,
                r,
                b,
                to,
                NONE,
                from,
                NONE,
                w,
                r,
                b,
                to,
                NONE,
                0f,
                simple(from, w, r, b, to, true),
                OneDnn.attributes(),
                false);
        yield new Made<>(new vanilla_rnn_backward(d), d);
      }
      case LSTM -> {
        var d =
            new lstm_backward.primitive_desc(
                OneDnn.ENGINE,
                prop_kind.backward,
                direction(),
                from,
                NONE,
                NONE,
                w,
                r,
                b,
                to,
                NONE,
                NONE,
                from,
                NONE,
                NONE,
                w,
                r,
                b,
                to,
                NONE,
                NONE,
                lstm(from, w, r, b, to, true),
                OneDnn.attributes(),
                false);
        yield new Made<>(new lstm_backward(d), d);
      }
      case GRU -> {
        if (resetsAfter()) {
          var d =
              new lbr_gru_backward.primitive_desc(
                  OneDnn.ENGINE,
                  prop_kind.backward,
                  direction(),
                  from,
                  NONE,
                  w,
                  r,
                  b,
                  to,
                  NONE,
                  from,
                  NONE,
                  w,
                  r,
                  b,
                  to,
                  NONE,
                  resetAfter(from, w, r, b, to, true),
                  OneDnn.attributes(),
                  false);
          yield new Made<>(new lbr_gru_backward(d), d);
        }
        var d =
            new gru_backward.primitive_desc(
                OneDnn.ENGINE,
                prop_kind.backward,
                direction(),
                from,
                NONE,
                w,
                r,
                b,
                to,
                NONE,
                from,
                NONE,
                w,
                r,
                b,
                to,
                NONE,
                gru(from, w, r, b, to, true),
                OneDnn.attributes(),
                false);
        yield new Made<>(new gru_backward(d), d);
      }
    };
  }
}
