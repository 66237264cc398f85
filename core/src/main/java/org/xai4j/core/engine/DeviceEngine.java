package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.tensor.Device;

/**
 * Runs networks on the first of some devices that supports their type, in chunks over worker
 * threads.
 *
 * @param id see {@link Engine#id}
 * @param devices in order of preference
 */
record DeviceEngine(String id, List<Device> devices) implements Engine {
  @Override
  public Device device(DataType type) {
    return Engines.first(id, devices, type);
  }

  private Program program(Network network) {
    Device device = device(network.type());
    return network.derive(List.of(Program.class, device), whole -> Program.of(whole, device));
  }

  @Override
  public INDArray predict(Network network, INDArray inputs) {
    Program program = program(network);
    long n = inputs.size(0);
    Gathered outputs = new Gathered(n);
    Chunks.run(
        n,
        Execution.standard(),
        (from, to) ->
            outputs.put(from, program.output(inputs.get(NDArrayIndex.interval(from, to))).array()));
    return outputs.get();
  }

  @Override
  public Propagation propagation(Network network, Rules rules) {
    return new ProgramPropagation(program(network), rules);
  }
}
