package org.xai4j.benchmarks.training;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;

/** A model of Deeplearning4j in training: a stack of layers, or a graph of them. */
sealed interface Learner {
  /** The model itself. */
  Model model();

  /** Sets the updater's rate. */
  void rate(double rate);

  /** Takes one step on inputs and targets. */
  void step(INDArray inputs, INDArray targets);

  /** The weights of a named layer, not copied. */
  INDArray weights(String layer);

  /** The model as it is now, to be run. */
  Network network();

  /** All parameters, not copied. */
  default INDArray parameters() {
    return model().params();
  }

  /** A stack of layers. */
  record Stack(MultiLayerNetwork model) implements Learner {
    @Override
    public void rate(double rate) {
      model.setLearningRate(rate);
    }

    @Override
    public void step(INDArray inputs, INDArray targets) {
      model.fit(inputs, targets);
    }

    @Override
    public INDArray weights(String layer) {
      return model.getLayer(layer).getParam("W");
    }

    @Override
    public Network network() {
      return Dl4jImporter.convert(model);
    }
  }

  /** A graph with one input and one output. */
  record Graph(ComputationGraph model) implements Learner {
    @Override
    public void rate(double rate) {
      model.setLearningRate(rate);
    }

    @Override
    public void step(INDArray inputs, INDArray targets) {
      model.fit(new DataSet(inputs, targets));
    }

    @Override
    public INDArray weights(String layer) {
      return model.getLayer(layer).getParam("W");
    }

    @Override
    public Network network() {
      return Dl4jImporter.convert(model);
    }
  }
}
