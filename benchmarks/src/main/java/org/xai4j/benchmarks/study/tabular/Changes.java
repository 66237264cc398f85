package org.xai4j.benchmarks.study.tabular;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.counterfactual.GradientCounterfactual;
import org.xai4j.agnostic.counterfactual.NearestUnlikeNeighbour;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;

/** What would change the answers of class 0. */
final class Changes {
  private static final int ROWS = 12;
  private static final int QUICK = 2;

  private Changes() {}

  static void report(TabularStudy.Scene scene) {
    scene.run().note("counterfactuals");
    List<Integer> refused =
        IntStream.range(0, scene.probabilities().length)
            .filter(i -> scene.answer(i) == 0)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> scene.probabilities()[i][0]))
            .toList();
    int count = Math.min(refused.size(), scene.run().settings().quick() ? QUICK : ROWS);
    // Evenly from the answers in most doubt to the surest.
    int[] chosen =
        IntStream.range(0, count)
            .map(i -> refused.get(i * (refused.size() - 1) / Math.max(1, count - 1)))
            .toArray();
    if (chosen.length == 0) {
      return;
    }
    INDArray rows = TabularStudy.rows(scene.test().inputs(), chosen);
    Context context = scene.learning().with(Target.of(1));
    Counterfactuals genetic = scene.search().explain(scene.model(), rows, context);
    Counterfactuals descent = new GradientCounterfactual().explain(scene.model(), rows, context);
    Counterfactuals real = new NearestUnlikeNeighbour().explain(scene.model(), rows, context);
    Sentences words = Sentences.of(SentenceLanguage.ENGLISH, scene.data().schema());
    List<List<Object>> table = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Counterfactuals.Case c = genetic.cases().get(i);
      if (c.alternatives().isEmpty()) {
        table.add(List.of(chosen[i], c.probability(), "–", words.note(c.note()), "", ""));
      }
      for (Counterfactuals.Alternative a : c.alternatives()) {
        table.add(
            List.of(
                chosen[i],
                c.probability(),
                a.probability(),
                changes(scene.data().schema(), c, a),
                a.distance(),
                a.plausibility()));
      }
    }
    TableSchema schema = scene.data().schema();
    scene
        .run()
        .page()
        .heading("What would change the answer?")
        .text(
            chosen.length
                + " test rows answered “"
                + schema.outcome(0)
                + "”, from the one in most doubt to the surest, and the least changes with which the network"
                + " answers “"
                + schema.outcome(1)
                + "”. Columns that cannot change stay, ages only grow; every alternative was asked"
                + " of the network again. Distances are in mean deviations of a column, averaged"
                + " over the columns; the last column is the distance to the nearest training row.")
        .table(
            List.of(
                "test row", "probability before", "after", "changes", "distance", "to the data"),
            table)
        .table(
            List.of(
                "search", "rows with an alternative", "columns changed", "distance", "to the data"),
            List.of(
                summary(scene, "genetic search", genetic),
                summary(scene, "gradient descent, numbers only", descent),
                summary(scene, "nearest unlike neighbour", real)));
  }

  private static String changes(
      TableSchema schema, Counterfactuals.Case c, Counterfactuals.Alternative a) {
    return String.join(
        "; ",
        a.changed().stream()
            .map(
                j ->
                    schema.columns().get(j).words()
                        + ": "
                        + Decisions.show(schema, j, c.row()[j])
                        + " → "
                        + Decisions.show(schema, j, a.row()[j]))
            .toList());
  }

  private static List<Object> summary(
      TabularStudy.Scene scene, String name, Counterfactuals found) {
    List<Counterfactuals.Alternative> first =
        found.cases().stream()
            .filter(c -> !c.alternatives().isEmpty())
            .map(c -> c.alternatives().get(0))
            .toList();
    double changed = first.stream().mapToInt(a -> a.changed().size()).average().orElse(Double.NaN);
    double distance =
        first.stream()
            .mapToDouble(Counterfactuals.Alternative::distance)
            .average()
            .orElse(Double.NaN);
    double data =
        first.stream()
            .mapToDouble(Counterfactuals.Alternative::plausibility)
            .average()
            .orElse(Double.NaN);
    scene.result("counterfactuals found", name, (double) first.size() / found.cases().size(), 0, 0);
    scene.result("counterfactual columns changed", name, changed, 0, 0);
    scene.result("counterfactual distance", name, distance, 0, 0);
    scene
        .run()
        .say(
            String.format(
                Locale.ROOT,
                "%s: alternatives for %d of %d rows, %.1f columns changed",
                name,
                first.size(),
                found.cases().size(),
                changed));
    return List.of(name, first.size() + " of " + found.cases().size(), changed, distance, data);
  }
}
