package org.xai4j.core.engine.onednn;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Recurrent layers whose gates are sigmoids and whose activation oneDNN has, all steps in one
 * primitive. Sequences lie time-major inside.
 */
final class RecurrentOperator implements Operator {
  private final OneDnnDevice device;
  private final Recurrent layer;
  private final RecurrentCells cells;
  private final PackedWeights inputWeights;
  private final PackedWeights recurrentWeights;
  private final OneDnnTensor bias;
  private final Map<MemoryLayout, Kernel> inference = new ConcurrentHashMap<>();
  private final Map<MemoryLayout, Kernel> training = new ConcurrentHashMap<>();
  private final Map<MemoryLayout, Kernel> backward = new ConcurrentHashMap<>();

  private RecurrentOperator(OneDnnDevice device, Recurrent layer) {
    this.device = device;
    this.layer = layer;
    int units = layer.units();
    int blocks = layer.cell().blocks();
    long features = layer.inputWeights().size(0);
    cells = new RecurrentCells(layer);
    float[] input = blocks(NdArrays.floats(layer.inputWeights()), features, blocks);
    float[] recurrent = blocks(NdArrays.floats(layer.recurrentWeights()), units, blocks);
    inputWeights =
        new PackedWeights((OneDnnTensor) device.of(input, 1, 1, features, blocks, units));
    recurrentWeights =
        new PackedWeights((OneDnnTensor) device.of(recurrent, 1, 1, units, blocks, units));
    float[] sums = blocks(bias(layer), 1, cells.biases());
    bias = (OneDnnTensor) device.of(sums, 1, 1, cells.biases(), units);
  }

  /**
   * The operator of a layer.
   *
   * @return nothing if oneDNN has not its functions
   */
  static Optional<Operator> of(OneDnnDevice device, Recurrent layer) {
    boolean tanh = layer.activation().equals(Activation.of(Activation.Function.TANH));
    boolean sigmoid = layer.gate().equals(Activation.of(Activation.Function.SIGMOID));
    boolean runs =
        layer.cell() == Recurrent.Cell.SIMPLE
            ? tanh || layer.activation().equals(Activation.relu())
            : tanh && sigmoid;
    return runs ? Optional.of(new RecurrentOperator(device, layer)) : Optional.empty();
  }

  /**
   * Rows of blocks of units as oneDNN wants them: the update gate of a GRU before its reset gate.
   */
  private float[] blocks(float[] values, long rows, int count) {
    int units = layer.units();
    if (layer.cell() == Recurrent.Cell.GRU) {
      for (int row = 0; row < rows; row++) {
        for (int k = 0; k < units; k++) {
          int reset = row * count * units + k;
          float kept = values[reset];
          values[reset] = values[reset + units];
          values[reset + units] = kept;
        }
      }
    }
    return values;
  }

  private float[] bias(Recurrent layer) {
    float[] input = NdArrays.floats(layer.inputBias());
    float[] recurrent = NdArrays.floats(layer.recurrentBias());
    int units = layer.units();
    float[] sum = new float[cells.biases() * units];
    for (int j = 0; j < input.length; j++) {
      boolean apart = cells.biases() > layer.cell().blocks() && j >= 2 * units;
      sum[j] = input[j] + (apart ? 0 : recurrent[j]);
      if (apart) {
        sum[j + units] = recurrent[j];
      }
    }
    return sum;
  }

  private OneDnnTensor timeMajor(Tensor x) {
    Tensor major = x.permute(layer.layout().timeMajor());
    return ((OneDnnTensor) major).plain();
  }

  private Tensor restored(Tensor x) {
    return x.permute(layer.layout().restored());
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor x = timeMajor(inputs[0]);
    Kernel kernel = inference.computeIfAbsent(x.layout(), layout -> forward(layout, false));
    OneDnnTensor y = OneDnnTensor.empty(device, kernel.layout(4));
    kernel.run(
        x.memory(),
        inputWeights.in(kernel.layout(1)).memory(),
        recurrentWeights.in(kernel.layout(2)).memory(),
        bias.memory(),
        y.memory());
    return restored(y);
  }

  /** What the gradient needs: the output in time-major order and oneDNN's own notes. */
  private record Memo(OneDnnTensor output, Block notes) {}

  @Override
  public Recorded record(Tensor... inputs) {
    OneDnnTensor x = timeMajor(inputs[0]);
    Kernel kernel = training.computeIfAbsent(x.layout(), layout -> forward(layout, true));
    OneDnnTensor y = OneDnnTensor.empty(device, kernel.layout(4));
    y.retain();
    Block notes = Arena.block(kernel.layout(5).bytes());
    notes.retain();
    kernel.run(
        x.memory(),
        inputWeights.in(kernel.layout(1)).memory(),
        recurrentWeights.in(kernel.layout(2)).memory(),
        bias.memory(),
        y.memory(),
        notes.start());
    return new Recorded(restored(y), new Memo(y, notes));
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    if (!(recorded.memo() instanceof Memo memo)) {
      return gradient(inputs, record(inputs), signal);
    }
    OneDnnTensor x = timeMajor(inputs[0]);
    OneDnnTensor s = timeMajor(signal);
    Kernel kernel = backward.computeIfAbsent(x.layout(), this::backward);
    OneDnnTensor g = x.like();
    // The library has no gradient without that of the weights.
    Block[] unused = new Block[3];
    for (int i = 0; i < unused.length; i++) {
      unused[i] = Arena.block(kernel.layout(7 + i).bytes());
    }
    kernel.run(
        x.memory(),
        inputWeights.in(kernel.layout(1)).memory(),
        recurrentWeights.in(kernel.layout(2)).memory(),
        bias.memory(),
        memo.output().memory(),
        memo.notes().start(),
        g.memory(),
        unused[0].start(),
        unused[1].start(),
        unused[2].start(),
        s.memory());
    for (Block block : unused) {
      block.drop();
    }
    return new Tensor[] {restored(g)};
  }

  private MemoryLayout output(MemoryLayout x) {
    return MemoryLayout.plain(x.shape()[0], x.shape()[1], layer.units());
  }

  private Kernel forward(MemoryLayout x, boolean trained) {
    RecurrentCells.Made<? extends primitive> made =
        cells.forward(x, inputWeights.shape(), recurrentWeights.shape(), bias, output(x), trained);
    rnn_primitive_desc_base description = made.description();
    MemoryLayout weights = MemoryLayout.of(description.weights_layer_desc());
    MemoryLayout recurrent = MemoryLayout.of(description.weights_iter_desc());
    return trained
        ? new Kernel(
            made.work(),
            description,
            new int[] {
              dnnl.DNNL_ARG_SRC_LAYER,
              dnnl.DNNL_ARG_WEIGHTS_LAYER,
              dnnl.DNNL_ARG_WEIGHTS_ITER,
              dnnl.DNNL_ARG_BIAS,
              dnnl.DNNL_ARG_DST_LAYER,
              dnnl.DNNL_ARG_WORKSPACE
            },
            x,
            weights,
            recurrent,
            bias.layout(),
            output(x),
            MemoryLayout.of(description.workspace_desc()))
        : new Kernel(
            made.work(),
            description,
            new int[] {
              dnnl.DNNL_ARG_SRC_LAYER,
              dnnl.DNNL_ARG_WEIGHTS_LAYER,
              dnnl.DNNL_ARG_WEIGHTS_ITER,
              dnnl.DNNL_ARG_BIAS,
              dnnl.DNNL_ARG_DST_LAYER
            },
            x,
            weights,
            recurrent,
            bias.layout(),
            output(x));
  }

  private Kernel backward(MemoryLayout x) {
    RecurrentCells.Made<? extends primitive> made =
        cells.backward(x, inputWeights.shape(), recurrentWeights.shape(), bias, output(x));
    rnn_primitive_desc_base description = made.description();
    return new Kernel(
        made.work(),
        description,
        new int[] {
          dnnl.DNNL_ARG_SRC_LAYER,
          dnnl.DNNL_ARG_WEIGHTS_LAYER,
          dnnl.DNNL_ARG_WEIGHTS_ITER,
          dnnl.DNNL_ARG_BIAS,
          dnnl.DNNL_ARG_DST_LAYER,
          dnnl.DNNL_ARG_WORKSPACE,
          dnnl.DNNL_ARG_DIFF_SRC_LAYER,
          dnnl.DNNL_ARG_DIFF_WEIGHTS_LAYER,
          dnnl.DNNL_ARG_DIFF_WEIGHTS_ITER,
          dnnl.DNNL_ARG_DIFF_BIAS,
          dnnl.DNNL_ARG_DIFF_DST_LAYER
        },
        x,
        MemoryLayout.of(description.weights_layer_desc()),
        MemoryLayout.of(description.weights_iter_desc()),
        bias.layout(),
        output(x),
        MemoryLayout.of(description.workspace_desc()),
        x,
        MemoryLayout.of(description.diff_weights_layer_desc()),
        MemoryLayout.of(description.diff_weights_iter_desc()),
        MemoryLayout.of(description.diff_bias_desc()),
        output(x));
  }
}
