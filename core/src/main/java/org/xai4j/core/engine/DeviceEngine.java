package org.xai4j.core.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.HeldGroup;
import org.xai4j.core.network.HeldValues;
import org.xai4j.core.network.MadeRows;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/**
 * Runs networks on the first of some devices that supports their type, in chunks over worker
 * threads.
 *
 * @param id see {@link Engine#id}
 * @param devices in order of preference
 * @param bytes see {@link Engine#within}
 */
public record DeviceEngine(String id, List<Device> devices, long bytes) implements Engine {
  /** Chunks into which a batch is cut where its rows allow it, whatever the number of threads. */
  private static final int CHUNKS = 8;

  /** Bytes of a chunk that is not cut further: below it the time per call weighs. */
  private static final long LEAST = 1 << 20;

  /** Bytes of a batch that two threads share: below it waking one takes as long as the work. */
  private static final long SHARED = 1 << 19;

  /** The standard engine: the devices that auto chooses among, the fastest first. */
  public DeviceEngine() {
    this("auto", Engines.automatic(), Engines.memory());
  }

  @Override
  public Device device(DataType type) {
    return Engines.first(id, devices, type);
  }

  @Override
  public Engine within(long other) {
    return new DeviceEngine(id, devices, other);
  }

  private Program program(Network network) {
    Device device = device(network.type());
    return network.derive(List.of(Program.class, device), whole -> Program.of(whole, device));
  }

  /** What one thread may hold. */
  private long share() {
    return bytes / Runtime.getRuntime().availableProcessors();
  }

  /**
   * Rows at once, of which each takes some memory: a power of two of chunks or a multiple of {@link
   * #CHUNKS}, of one length as far as the rows allow, so that threads end together.
   */
  private int rows(long n, Program.Memory memory, long row) {
    long most = Program.most(row, share());
    long least = n * memory.peak() < SHARED ? 1 : 2;
    long chunks = Long.highestOneBit(Math.max(least, Math.min(CHUNKS, n * row / LEAST)));
    if (n > chunks * most) {
      chunks = (n + CHUNKS * most - 1) / (CHUNKS * most) * CHUNKS;
    }
    return (int) Math.max(1, (n + chunks - 1) / chunks);
  }

  private static long[] row(INDArray inputs) {
    long[] shape = inputs.shape().clone();
    shape[0] = 1;
    return shape;
  }

  @Override
  public long memory(Network network, INDArray row) {
    return program(network).memory(row(row)).kept();
  }

  @Override
  public int rows(Network network, INDArray inputs) {
    Program.Memory memory = program(network).memory(row(inputs));
    return rows(inputs.size(0), memory, memory.kept());
  }

  @Override
  public INDArray predict(Network network, INDArray inputs) {
    if (!network.uniform()) {
      List<HeldGroup> groups = HeldValues.groups(network, Map.of(), (int) inputs.size(0));
      return HeldGroup.joined(
          groups, groups.stream().map(g -> predict(g.network(), g.of(inputs))).toList());
    }
    Device device = device(network.type());
    return predict(network, inputs.shape(), (from, to) -> device.of(inputs, from, to));
  }

  @Override
  public INDArray predict(Network network, long[] shape, MadeRows rows) {
    Program program = program(network);
    long n = shape[0];
    long[] row = shape.clone();
    row[0] = 1;
    Gathered outputs = new Gathered(n);
    Program.Memory memory = program.memory(row);
    int chunk = rows(n, memory, memory.peak());
    Chunks.run(
        n,
        new Execution(chunk, Execution.standard().threads()),
        (from, to) -> {
          Tensor output = program.output(rows.rows(from, to));
          if (to - from == n) {
            outputs.all(output.copied());
          } else {
            output.into(outputs.whole(output.type(), output.shape()), from);
          }
        });
    return outputs.get();
  }

  @Override
  public Propagation propagation(Network network, Rules rules) {
    Program program = program(network);
    Supplier<Propagation> make = () -> new ProgramPropagation(program, rules, share());
    return rules
        .key()
        .map(key -> recent(network).get(List.of(key, program.device(), share()), make))
        .orElseGet(make);
  }

  private static Recent<Propagation> recent(Network network) {
    return network.derive(Recent.class, whole -> new Recent<>());
  }
}
