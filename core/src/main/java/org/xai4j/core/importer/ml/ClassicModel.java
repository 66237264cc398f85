package org.xai4j.core.importer.ml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;

/**
 * A classic model with what prepares its columns: scaling, imputation, one-hot codes, then linear
 * models, trees, support vectors or plain arithmetic. Inputs and scores are of double precision;
 * where the file says single precision, what flows between steps is rounded to it.
 */
public final class ClassicModel implements Model {
  /**
   * A step.
   *
   * @param type operator
   * @param inputs names of what it takes
   * @param outputs names of what it gives
   * @param operation what it does
   */
  record Step(String type, List<String> inputs, List<String> outputs, Operation operation) {
    Step {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  private final List<Step> steps;
  private final Map<String, Matrix> constants;
  private final List<String> inputs;
  private final List<Integer> widths;
  private final String output;
  private final boolean single;
  private final String hash;
  private final int outputs;

  ClassicModel(
      List<Step> steps,
      Map<String, Matrix> constants,
      List<String> inputs,
      List<Integer> widths,
      String output,
      boolean single,
      String hash) {
    this.steps = List.copyOf(steps);
    this.constants = Map.copyOf(constants);
    this.inputs = List.copyOf(inputs);
    this.widths = List.copyOf(widths);
    this.output = output;
    this.single = single;
    this.hash = hash;
    // A row of zeros goes through: sizes that do not fit are told now.
    outputs = run(Matrix.zeros(1, width())).columns();
  }

  private int width() {
    return widths.stream().mapToInt(w -> w).sum();
  }

  /**
   * The operators of the steps.
   *
   * @return in order
   */
  public List<String> steps() {
    return steps.stream().map(Step::type).toList();
  }

  /**
   * Outputs of a row.
   *
   * @return at least 1
   */
  public int outputs() {
    return outputs;
  }

  private Matrix run(Matrix x) {
    Map<String, Matrix> known = new HashMap<>(constants);
    int at = 0;
    for (int i = 0; i < inputs.size(); i++) {
      double[] columns = new double[widths.get(i)];
      for (int j = 0; j < columns.length; j++) {
        columns[j] = at++;
      }
      Matrix part = inputs.size() == 1 ? x : x.select(columns);
      known.put(inputs.get(i), single ? part.single() : part);
    }
    for (Step step : steps) {
      Matrix[] given =
          step.inputs().stream().map(name -> value(known, name)).toArray(Matrix[]::new);
      Matrix[] made = step.operation().apply(given);
      for (int i = 0; i < Math.min(made.length, step.outputs().size()); i++) {
        known.put(step.outputs().get(i), single ? made[i].single() : made[i]);
      }
    }
    return value(known, output);
  }

  private static Matrix value(Map<String, Matrix> known, String name) {
    Matrix value = known.get(name);
    if (value == null) {
      throw new InputException(
          "The ONNX file has no value '" + name + "', which a step takes; it is damaged.");
    }
    return value;
  }

  @Override
  public INDArray predict(INDArray rows) {
    INDArray x = accept(rows);
    int n = (int) x.size(0);
    Matrix answers = run(new Matrix(n, width(), NdArrays.doubles(x)));
    return NdArrays.array(DataType.DOUBLE, answers.values(), n, answers.columns());
  }

  @Override
  public String kind() {
    return "a pipeline of classic steps";
  }

  @Override
  public List<Long> inputShape() {
    return List.of((long) width());
  }

  @Override
  public DataType type() {
    return DataType.DOUBLE;
  }

  @Override
  public ClassicModel as(DataType newType) {
    return this;
  }

  @Override
  public boolean missing() {
    return steps.stream()
        .map(Step::type)
        .anyMatch(type -> type.equals("Imputer") || type.startsWith("TreeEnsemble"));
  }

  @Override
  public boolean regression() {
    return outputs == 1;
  }

  /** Up to the raw scores of a final classifier, behind which probabilities only pass. */
  @Override
  public ClassicModel logits() {
    List<Step> kept = new ArrayList<>(steps);
    String wanted = output;
    List<Step> reversed = new ArrayList<>(steps);
    Collections.reverse(reversed);
    for (Step step : reversed) {
      if (!step.outputs().contains(wanted)) {
        continue;
      }
      Optional<Operation> raw = step.operation().raw();
      if (raw.isPresent()) {
        kept.set(
            kept.indexOf(step), new Step(step.type(), step.inputs(), step.outputs(), raw.get()));
        return new ClassicModel(kept, constants, inputs, widths, wanted, single, hash);
      }
      if (!step.operation().passes()) {
        break;
      }
      wanted = step.inputs().get(0);
    }
    return this;
  }

  @Override
  public ClassicModel probabilities() {
    return this;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public String toString() {
    return "ClassicModel of " + steps();
  }
}
