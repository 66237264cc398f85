package org.xai4j.benchmarks.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Target;

/** The examples of a comparison, for readers to look into. */
public final class ComparedRows {
  private final Outcome outcome;
  private final Map<String, String> titles;
  private final List<Outcome.Method> methods;
  private final INDArray inputs;

  private ComparedRows(Outcome outcome, List<Outcome.Method> ranked, Map<String, String> titles) {
    this.outcome = outcome;
    this.titles = titles;
    methods = new ArrayList<>(ranked);
    methods.addAll(outcome.shown());
    inputs = outcome.samples().inputs();
  }

  /**
   * The examples with all methods, each for the answer and for the one that is second likely.
   *
   * @param outcome of a comparison
   * @param ranked the methods in the order of the switch
   * @param titles of methods by label
   * @return one row of each class; none if there are no methods
   */
  public static LiveRows of(
      Outcome outcome, List<Outcome.Method> ranked, Map<String, String> titles) {
    LiveRows rows = new LiveRows();
    ComparedRows compared = new ComparedRows(outcome, ranked, titles);
    int[] examples = outcome.examples();
    if (!compared.methods.isEmpty()) {
      for (int e = 0; e < examples.length; e++) {
        compared.add(rows, e, examples[e]);
      }
    }
    return rows;
  }

  private void add(LiveRows rows, int example, int instance) {
    double[] values = flat(inputs, instance);
    List<LiveRows.Answer> answers = answers(example, instance);
    String name =
        "a row of class " + className(outcome.samples().labels()[instance]) + ", no. " + instance;
    if (inputs.rank() >= 3) {
      int width = (int) inputs.size(inputs.rank() - 1);
      rows.picture(name, width, LiveRows.summed(row(inputs, instance)), answers);
    } else if (outcome.dataset().tokenNames().isEmpty()) {
      rows.table(name, columns(values), answers);
    } else {
      text(rows, name, values, answers);
    }
  }

  private void text(LiveRows rows, String name, double[] ids, List<LiveRows.Answer> answers) {
    List<String> names = outcome.dataset().tokenNames();
    int[] spoken = IntStream.range(0, ids.length).filter(t -> ids[t] != 0).toArray();
    List<String> pieces = new ArrayList<>();
    List<Boolean> places = new ArrayList<>();
    for (int t : spoken) {
      pieces.addAll(List.of(ids[t] < names.size() ? names.get((int) ids[t]) : "#" + ids[t], " "));
      places.addAll(List.of(true, false));
    }
    answers.replaceAll(
        answer -> {
          Map<String, double[]> maps = new LinkedHashMap<>();
          answer
              .maps()
              .forEach(
                  (m, v) -> maps.put(m, Arrays.stream(spoken).mapToDouble(t -> v[t]).toArray()));
          return new LiveRows.Answer(answer.name(), maps);
        });
    rows.text(name, pieces, places, answers);
  }

  private List<String> columns(double[] values) {
    TableSchema schema =
        outcome.dataset().columns().orElseGet(() -> TableSchema.numbers(values.length));
    return IntStream.range(0, values.length)
        .mapToObj(
            c -> schema.columns().get(c).words() + " = " + schema.columns().get(c).show(values[c]))
        .toList();
  }

  private List<LiveRows.Answer> answers(int example, int instance) {
    List<LiveRows.Answer> answers = new ArrayList<>();
    Map<String, double[]> own = new LinkedHashMap<>();
    for (Outcome.Method method : methods) {
      boolean few = outcome.shown().contains(method);
      own.put(title(method), flat(method.attributions(), few ? example : instance));
    }
    Target target = outcome.experiment().asked();
    boolean answered = target.selection() == Target.Selection.ARGMAX;
    int predicted = outcome.predicted()[instance];
    answers.add(
        new LiveRows.Answer(
            answered && !outcome.runnersUp().attributions().isEmpty()
                ? className(predicted) + ", the answer"
                : target.toString(),
            own));
    Map<String, double[]> other = new LinkedHashMap<>();
    for (Outcome.Method method : methods) {
      INDArray values = outcome.runnersUp().attributions().get(method.choice().label());
      if (values != null) {
        other.put(title(method), flat(values, example));
      }
    }
    if (!other.isEmpty()) {
      int second = outcome.runnersUp().classes()[example];
      answers.add(new LiveRows.Answer(className(second) + ", second likely", other));
    }
    return answers;
  }

  private String title(Outcome.Method method) {
    return titles.getOrDefault(method.choice().label(), method.info().title());
  }

  private String className(int label) {
    List<String> classes = outcome.samples().classes();
    return label < classes.size() ? classes.get(label) : String.valueOf(label);
  }

  /** The values of a row; those of pictures with their channels summed, as heatmaps draw them. */
  private static double[] flat(INDArray array, int index) {
    INDArray row = row(array, index);
    return row.rank() < 3 ? NdArrays.doubles(row) : LiveRows.summed(row);
  }

  private static INDArray row(INDArray array, int index) {
    return array.get(NDArrayIndex.interval(index, index + 1));
  }
}
