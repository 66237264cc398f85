package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;

/** The standard engine: operators on ND4J, chunks over worker threads. */
final class Nd4jEngine implements Engine {
  static final Nd4jEngine INSTANCE = new Nd4jEngine();

  private Nd4jEngine() {}

  @Override
  public String id() {
    return "nd4j";
  }

  @Override
  public Operator operator(Layer layer) {
    return Operators.of(layer);
  }

  @Override
  public INDArray predict(Network network, INDArray inputs) {
    Program program = Program.of(network);
    long n = inputs.size(0);
    Gathered outputs = new Gathered(n);
    Chunks.run(
        n,
        Execution.standard(),
        (from, to) ->
            outputs.put(from, program.output(inputs.get(NDArrayIndex.interval(from, to)))));
    return outputs.get();
  }

  @Override
  public Propagation propagation(Network network, Rules rules) {
    return new Nd4jPropagation(Program.of(network), rules, this);
  }
}
