package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Elementwise;

/** Arithmetic of two arrays with broadcasting. */
final class ElementwiseOperator implements ArrayOperator {
  private final Elementwise.Operation operation;

  ElementwiseOperator(Elementwise layer) {
    operation = layer.operation();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    int rank = Math.max(inputs[0].rank(), inputs[1].rank());
    INDArray a = Ops.raise(inputs[0], rank);
    INDArray b = Ops.raise(inputs[1], rank);
    return Ops.plain(
        switch (operation) {
          case ADD -> a.add(b);
          case SUBTRACT -> a.sub(b);
          case MULTIPLY -> a.mul(b);
          case DIVIDE -> a.div(b);
          case MAXIMUM -> choose(a, b, true);
          case MINIMUM -> choose(a, b, false);
        });
  }

  private static INDArray choose(INDArray a, INDArray b, boolean larger) {
    INDArray first = firstWins(a, b, larger);
    return first.mul(a).addi(first.rsub(1).muli(b));
  }

  /** 1 where the first is taken, else 0, of the broadcast shape. */
  private static INDArray firstWins(INDArray a, INDArray b, boolean larger) {
    INDArray difference = larger ? a.sub(b) : b.sub(a);
    return difference.gte(0).castTo(a.dataType());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    int rank = signal.rank();
    INDArray a = Ops.raise(inputs[0], rank);
    INDArray b = Ops.raise(inputs[1], rank);
    INDArray first;
    INDArray second;
    switch (operation) {
      case ADD -> {
        first = signal;
        second = signal;
      }
      case SUBTRACT -> {
        first = signal;
        second = signal.neg();
      }
      case MULTIPLY -> {
        first = signal.mul(b);
        second = signal.mul(a);
      }
      case DIVIDE -> {
        first = signal.div(b);
        second = signal.mul(a).divi(b.mul(b)).negi();
      }
      default -> {
        INDArray mask = firstWins(a, b, operation == Elementwise.Operation.MAXIMUM);
        first = signal.mul(mask);
        second = signal.mul(mask.rsub(1));
      }
    }
    return new INDArray[] {
      Ops.reduceTo(first, inputs[0].shape()), Ops.reduceTo(second, inputs[1].shape())
    };
  }
}
