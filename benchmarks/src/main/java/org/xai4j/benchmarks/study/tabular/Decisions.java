package org.xai4j.benchmarks.study.tabular;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.lime.LimeTabular;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.benchmarks.report.WaterfallChart;
import org.xai4j.benchmarks.web.LiveRows;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;

/** Single decisions: a waterfall and sentences, in Spanish in a file of their own. */
final class Decisions {
  private static final String SPANISH = "sentences-es.txt";

  private Decisions() {}

  static void report(TabularStudy.Scene scene) {
    scene.run().note("single decisions");
    scene
        .run()
        .page()
        .heading("Single decisions")
        .text(
            "Kernel SHAP with standard errors, of the log-odds of the class answered, against the"
                + " mean over training rows; below it the same in words, with what would change the"
                + " answer.");
    List<Decision> decisions = chosen(scene).stream().map(row -> decision(scene, row)).toList();
    LiveRows live = new LiveRows();
    decisions.forEach(d -> live.table(d.caption(), d.names(), d.answers()));
    scene.run().page().live(live);
    decisions.forEach(d -> scene.run().page().svg(d.caption(), d.picture()));
    StringBuilder spanish = new StringBuilder();
    for (Decision d : decisions) {
      scene.run().page().text(d.caption()).list(d.english()).text(d.lime());
      d.spanish().forEach(sentence -> spanish.append(sentence).append('\n'));
      spanish.append('\n');
    }
    // A page is of one language.
    byte[] bytes = spanish.toString().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(scene.run().folder().resolve(SPANISH), out -> out.write(bytes));
    scene.run().page().links(Map.of("The same sentences in Spanish", SPANISH));
  }

  /**
   * One decision.
   *
   * @param caption names the row and the answer
   * @param picture the waterfall
   * @param names of the columns, with their values
   * @param answers why this one, and why not the other
   * @param english sentences
   * @param spanish sentences
   * @param lime what LIME says of the same row
   */
  private record Decision(
      String caption,
      String picture,
      List<String> names,
      List<LiveRows.Answer> answers,
      List<String> english,
      List<String> spanish,
      String lime) {}

  /** The score is a difference of two answers: what speaks for one speaks against the other. */
  private static List<LiveRows.Answer> answers(
      TableSchema schema, int answer, double[] shap, double[] lime) {
    List<LiveRows.Answer> answers = new ArrayList<>();
    for (int sign : new int[] {1, -1}) {
      Map<String, double[]> maps = new LinkedHashMap<>();
      maps.put("Kernel SHAP", Arrays.stream(shap).map(v -> sign * v).toArray());
      maps.put("LIME for tables", Arrays.stream(lime).map(v -> sign * v).toArray());
      answers.add(new LiveRows.Answer(schema.outcome(sign > 0 ? answer : 1 - answer), maps));
    }
    return answers;
  }

  /** The surest answer of class 0 and one in doubt. */
  private static List<Integer> chosen(TabularStudy.Scene scene) {
    List<Integer> refused =
        IntStream.range(0, scene.probabilities().length)
            .filter(i -> scene.answer(i) == 0)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scene.probabilities()[i][0]))
            .toList();
    return refused.isEmpty()
        ? List.of(0)
        : refused.size() == 1 ? refused : List.of(refused.get(0), refused.get(refused.size() - 1));
  }

  private static Decision decision(TabularStudy.Scene scene, int row) {
    int answer = scene.answer(row);
    INDArray input = TabularStudy.row(scene.test().inputs(), row);
    Context context = scene.context().with(Target.contrast(answer, 1 - answer));
    Attribution a = new KernelShap(300, true, 0.02).explain(scene.model(), input, context);
    Attribution lime =
        new LimeTabular()
            .explain(
                scene.model(), input, scene.learning().with(Target.contrast(answer, 1 - answer)));
    Counterfactuals changes =
        scene.search().explain(scene.model(), input, scene.learning().with(Target.argmax()));
    double[] values = NdArrays.doubles(a.values());
    double[] x = NdArrays.doubles(input);
    TableSchema schema = scene.data().schema();
    List<String> names =
        IntStream.range(0, values.length)
            .mapToObj(c -> schema.columns().get(c).words() + " = " + show(schema, c, x[c]))
            .toList();
    double probability = scene.probabilities()[row][answer];
    double error =
        Arrays.stream(NdArrays.doubles(a.trust().errors().orElseThrow())).max().orElse(0);
    double fit = lime.trust().fit().orElseThrow()[0];
    scene.result("row " + row, "residual", a.residuals().orElseThrow()[0], 0, 0);
    scene.result("row " + row, "largest standard error", error, 0, 0);
    scene.result("row " + row, "R² of LIME", fit, 0, 0);
    return new Decision(
        "Test row " + row + ": why “" + schema.outcome(answer) + "”",
        WaterfallChart.draw(
            "How the features of row " + row + " lead to the score",
            a.trust().base().orElseThrow()[0],
            names,
            values,
            10),
        names,
        answers(schema, answer, values, NdArrays.doubles(lime.values())),
        words(SentenceLanguage.ENGLISH, schema, a, changes, input, answer, probability),
        words(SentenceLanguage.SPANISH, scene.spanish(), a, changes, input, answer, probability),
        "LIME for tables on the same row explains "
            + Math.round(100 * fit)
            + " % of the variance around it (R²) and agrees on "
            + agreement(values, NdArrays.doubles(lime.values()))
            + " of the five largest features.");
  }

  static String show(TableSchema schema, int column, double value) {
    return schema.columns().get(column).show(value);
  }

  private static int agreement(double[] one, double[] other) {
    List<Integer> top = top(one);
    return (int) top(other).stream().filter(top::contains).count();
  }

  /** The five largest features. */
  static List<Integer> top(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -Math.abs(values[c])))
        .limit(5)
        .toList();
  }

  private static List<String> words(
      SentenceLanguage language,
      TableSchema schema,
      Attribution attribution,
      Counterfactuals changes,
      INDArray input,
      int answer,
      double probability) {
    Sentences sentences = Sentences.of(language, schema);
    List<String> text = new ArrayList<>();
    text.add(sentences.answer(answer, probability));
    text.addAll(sentences.attribution(attribution, input, 0));
    List<String> what = sentences.counterfactual(changes.cases().get(0));
    text.addAll(what.subList(1, what.size()));
    return text;
  }
}
