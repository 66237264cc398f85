package org.xai4j.core.engine.cuda;

import java.util.Optional;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Recurrent layers: one product takes all inputs to the gates, then all rows go step by step. Time
 * comes first, in the order in which steps are taken.
 */
final class CudaRecurrentOperator implements Operator {
  private final CudaDevice device;
  private final Recurrent layer;
  private final int units;
  private final int width;
  private final CudaTensor inputWeights;
  private final CudaTensor recurrentWeights;
  private final CudaTensor bias;
  private final CudaTensor candidateBias;

  CudaRecurrentOperator(CudaDevice device, Recurrent layer) {
    this.device = device;
    this.layer = layer;
    RecurrentCell cell = new RecurrentCell(layer);
    units = cell.units();
    width = cell.width();
    inputWeights = (CudaTensor) device.of(layer.inputWeights());
    recurrentWeights = (CudaTensor) device.of(layer.recurrentWeights());
    bias = (CudaTensor) device.of(inputWeights.type(), cell.bias(), width);
    candidateBias = (CudaTensor) device.of(inputWeights.type(), cell.candidateBias(), units);
  }

  /**
   * What a forward pass leaves for its gradient.
   *
   * @param sums arguments of gates and candidate [steps, rows, width]
   * @param hidden [steps + 1, rows, units]
   * @param cells LSTM: as hidden; GRU: q at the place of its step
   */
  private record Trace(CudaTensor sums, CudaTensor hidden, CudaTensor cells) {
    Trace retained() {
      sums.retain();
      hidden.retain();
      cells.retain();
      return this;
    }
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return output(run(inputs[0]));
  }

  @Override
  public Recorded record(Tensor... inputs) {
    Trace trace = run(inputs[0]).retained();
    return new Recorded(output(trace), trace);
  }

  private Tensor output(Trace trace) {
    long steps = trace.hidden().size(0) - 1;
    return inTime(trace.hidden().rows(1, steps + 1)).permute(layer.layout().restored());
  }

  /** Turns time around for reversed layers; its own inverse. */
  private CudaTensor inTime(Tensor x) {
    CudaTensor steps = (CudaTensor) x;
    if (!layer.reverse()) {
      return steps;
    }
    CudaTensor turned = steps.empty(steps.shape());
    long step = steps.length() / steps.size(0);
    long[] lengths = {steps.size(0), step};
    long last = (steps.size(0) - 1) * step;
    device.copy(steps, last, new long[] {-step, 1}, turned, 0, new long[] {step, 1}, lengths);
    return turned;
  }

  private Trace run(Tensor input) {
    CudaTensor x = inTime(input.permute(layer.layout().timeMajor()));
    int steps = (int) x.size(0);
    int rows = (int) x.size(1);
    int features = (int) inputWeights.size(0);
    CudaTensor sums = x.empty(steps, rows, width);
    Products.run(
        device,
        sums,
        Products.Factor.of(x, false),
        Products.Factor.of(inputWeights, false),
        Optional.of(bias),
        new Products.Size(1, steps * rows, width, features));
    CudaTensor hidden = (CudaTensor) device.filled(x.type(), 0, steps + 1, rows, units);
    CudaTensor cells = (CudaTensor) device.filled(x.type(), 0, steps + 1, rows, units);
    CudaTensor candidate = x.empty(rows, units);
    for (int t = 0; t < steps; t++) {
      step(at(sums, t), t, hidden, cells, candidate);
    }
    return new Trace(sums, hidden, cells);
  }

  private static CudaTensor at(CudaTensor steps, int t) {
    return (CudaTensor) steps.rows(t, t + 1);
  }

  private void step(
      CudaTensor z, int t, CudaTensor hidden, CudaTensor cells, CudaTensor candidate) {
    CudaTensor h = at(hidden, t);
    CudaTensor after = at(hidden, t + 1);
    int n = h.cells();
    switch (layer.cell()) {
      case SIMPLE -> {
        product(z, h, 0, width);
        run("simple_step", n, after, z, n, layer.activation());
      }
      case LSTM -> {
        product(z, h, 0, width);
        CudaTensor before = at(cells, t);
        CudaTensor next = at(cells, t + 1);
        run("lstm_step", n, after, next, before, z, n, units, layer.gate(), layer.activation());
      }
      case GRU -> {
        product(z, h, 0, 2 * units);
        CudaTensor q = at(cells, t);
        run(
            "gru_candidate",
            n,
            q,
            candidate,
            z,
            h,
            recurrentWeights,
            candidateBias,
            n,
            units,
            layer.resetAfter(),
            layer.gate());
        run("gru_step", n, after, z, candidate, h, n, units, layer.gate(), layer.activation());
      }
    }
  }

  private void run(String kernel, int n, Object... arguments) {
    device.cells(kernel, bias.type(), n, arguments);
  }

  private void product(CudaTensor sums, CudaTensor h, int first, int last) {
    int n = h.cells() / units * (last - first);
    run("state_product", n, sums, h, recurrentWeights, n, units, width, first, last);
  }

  private void productBack(CudaTensor into, CudaTensor signal, int first, int last) {
    int n = into.cells();
    run("state_product_back", n, into, signal, recurrentWeights, n, units, width, first, last);
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    Trace trace = recorded.memo() instanceof Trace known ? known : run(inputs[0]);
    CudaTensor arrived = inTime(signal.permute(layer.layout().timeMajor()));
    int steps = (int) arrived.size(0);
    int rows = (int) arrived.size(1);
    CudaTensor ofSums = arrived.empty(steps, rows, width);
    CudaTensor ofCells = (CudaTensor) device.filled(bias.type(), 0, 1, rows, units);
    Tensor ofState = at(arrived, steps - 1);
    for (int t = steps - 1; t >= 0; t--) {
      Tensor before = back(trace, t, at(ofSums, t), (CudaTensor) ofState, ofCells);
      ofState = t == 0 ? before : before.add(at(arrived, t - 1));
    }
    int features = (int) inputWeights.size(0);
    CudaTensor g = arrived.empty(steps, rows, features);
    Products.run(
        device,
        g,
        Products.Factor.of(ofSums, false),
        Products.Factor.of(inputWeights, true),
        Optional.empty(),
        new Products.Size(1, steps * rows, features, width));
    return new Tensor[] {inTime(g).permute(layer.layout().restored())};
  }

  /** The gradient of the state before a step; that of the step's sums is written. */
  private CudaTensor back(
      Trace trace, int t, CudaTensor ofSums, CudaTensor ofState, CudaTensor ofCells) {
    CudaTensor z = at(trace.sums(), t);
    CudaTensor h = at(trace.hidden(), t);
    CudaTensor before = (CudaTensor) device.filled(bias.type(), 0, ofState.shape());
    int n = h.cells();
    switch (layer.cell()) {
      case SIMPLE -> {
        run("simple_back", n, ofSums, ofState, z, n, layer.activation());
        productBack(before, ofSums, 0, width);
      }
      case LSTM -> {
        CudaTensor cells = at(trace.cells(), t);
        CudaTensor next = at(trace.cells(), t + 1);
        run(
            "lstm_back",
            n,
            ofSums,
            ofCells,
            ofState,
            z,
            cells,
            next,
            n,
            units,
            layer.gate(),
            layer.activation());
        productBack(before, ofSums, 0, width);
      }
      case GRU -> gruBack(trace, t, ofSums, ofState, before);
    }
    return before;
  }

  private void gruBack(
      Trace trace, int t, CudaTensor ofSums, CudaTensor ofState, CudaTensor before) {
    CudaTensor z = at(trace.sums(), t);
    CudaTensor h = at(trace.hidden(), t);
    CudaTensor q = at(trace.cells(), t);
    int n = h.cells();
    CudaTensor ofPart = ofSums.empty(ofSums.shape());
    run(
        "gru_back",
        n,
        ofSums,
        before,
        ofPart,
        ofState,
        z,
        h,
        q,
        n,
        units,
        layer.resetAfter(),
        layer.gate(),
        layer.activation());
    CudaTensor ofInput = (CudaTensor) device.filled(bias.type(), 0, ofState.shape());
    productBack(ofInput, ofPart, 2 * units, width);
    run(
        "gru_reset_back",
        n,
        ofSums,
        before,
        ofInput,
        z,
        h,
        n,
        units,
        layer.resetAfter(),
        layer.gate());
    productBack(before, ofSums, 0, 2 * units);
  }
}
