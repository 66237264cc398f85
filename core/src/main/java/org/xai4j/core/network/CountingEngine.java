package org.xai4j.core.network;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/** An engine that counts the rows another engine runs: the cost of an explanation. */
public final class CountingEngine implements Engine {
  private final Engine engine;
  private final LongAdder forward = new LongAdder();
  private final LongAdder backward = new LongAdder();

  /**
   * Counts for an engine.
   *
   * @param engine does the work
   */
  public CountingEngine(Engine engine) {
    this.engine = engine;
  }

  /**
   * Rows that went forward.
   *
   * @return so far
   */
  public long forwardRows() {
    return forward.sum();
  }

  /**
   * Rows that went backward.
   *
   * @return so far
   */
  public long backwardRows() {
    return backward.sum();
  }

  /**
   * A predictor whose rows are counted and whose answers are checked; networks are counted where
   * this engine runs them.
   *
   * @param model any predictor
   * @param known what is asked of its inside
   * @param <M> its type
   * @return the model itself if it is a network, or if more than its answers is asked for
   */
  @SuppressWarnings("unchecked") // a lambda is as good a Predictor as any
  public <M extends Predictor> M watch(M model, Class<M> known) {
    if (model instanceof Network || known != (Class<?>) Predictor.class) {
      return model;
    }
    Predictor counted =
        new Predictor() {
          @Override
          public INDArray predict(INDArray inputs) {
            forward.add(inputs.size(0));
            return answer(model, inputs);
          }

          @Override
          public boolean additive() {
            return model.additive();
          }

          @Override
          public boolean missing() {
            return model.missing();
          }
        };
    return (M) counted;
  }

  private static INDArray answer(Predictor model, INDArray inputs) {
    INDArray outputs;
    try {
      outputs = model.predict(inputs);
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PredictionException("The model failed with " + e + ".", e);
    }
    if (outputs.rank() != 2 || outputs.size(0) != inputs.size(0)) {
      throw new PredictionException(
          "The model answered "
              + inputs.size(0)
              + " rows with the shape "
              + Arrays.toString(outputs.shape())
              + " where [rows, scores] is needed.");
    }
    return outputs;
  }

  @Override
  public String id() {
    return engine.id();
  }

  @Override
  public Engine within(long bytes) {
    return new CountingEngine(engine.within(bytes));
  }

  @Override
  public long bytes() {
    return engine.bytes();
  }

  @Override
  public long memory(Network network, INDArray row) {
    return engine.memory(network, row);
  }

  @Override
  public int rows(Network network, INDArray inputs) {
    return engine.rows(network, inputs);
  }

  @Override
  public INDArray predict(Network network, INDArray inputs) {
    forward.add(inputs.size(0));
    return engine.predict(network, inputs);
  }

  @Override
  public INDArray predict(Network network, long[] shape, MadeRows rows) {
    forward.add(shape[0]);
    return engine.predict(network, shape, rows);
  }

  @Override
  public Propagation propagation(Network network, Rules rules) {
    Propagation inner = engine.propagation(network, rules);
    return new Propagation() {
      @Override
      public Network network() {
        return inner.network();
      }

      @Override
      public Device device() {
        return inner.device();
      }

      @Override
      public Tape forward(Tensor inputs) {
        forward.add(inputs.size(0));
        return inner.forward(inputs);
      }

      @Override
      public Tensor backward(Tape tape, Node from, Tensor signal, Node to) {
        backward.add(signal.size(0));
        return inner.backward(tape, from, signal, to);
      }

      @Override
      public GradientSum gradients(Tape rows) {
        GradientSum sum = inner.gradients(rows);
        return new GradientSum() {
          @Override
          public void add(Tape tape, Tensor signal) {
            backward.add(signal.size(0));
            sum.add(tape, signal);
          }

          @Override
          public Tensor get() {
            return sum.get();
          }
        };
      }
    };
  }

  @Override
  public Device device(DataType type) {
    return engine.device(type);
  }
}
