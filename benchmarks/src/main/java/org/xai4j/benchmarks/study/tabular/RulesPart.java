package org.xai4j.benchmarks.study.tabular;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.rules.Anchors;
import org.xai4j.agnostic.rules.SurrogateRules;
import org.xai4j.agnostic.surrogate.Distillation;
import org.xai4j.agnostic.surrogate.SurrogateLinear;
import org.xai4j.agnostic.surrogate.SurrogateTree;
import org.xai4j.benchmarks.report.TreeChart;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Layers;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;

/** Rules around single rows, and simple models that imitate the network. */
final class RulesPart {
  private static final int ROWS = 10;
  private static final int QUICK = 3;

  private RulesPart() {}

  static void report(TabularStudy.Scene scene) {
    scene.run().note("rules and surrogates");
    anchors(scene);
    surrogates(scene);
  }

  private static void anchors(TabularStudy.Scene scene) {
    int count =
        Math.min(scene.run().settings().quick() ? QUICK : ROWS, scene.test().labels().length);
    int[] rows = scene.test().balanced(count);
    INDArray inputs = TabularStudy.rows(scene.test().inputs(), rows);
    Context context = scene.learning().with(Target.argmax());
    DecisionRules rules =
        new Anchors(0.95, 0.95, 0.1, 4, 5, (int) scene.run().number("draws", 100_000))
            .explain(scene.model(), inputs, context);
    TableSchema schema = scene.data().schema();
    List<List<Object>> table = new ArrayList<>();
    double conditions = 0;
    int certain = 0;
    for (int i = 0; i < rows.length; i++) {
      DecisionRules.Rule r = rules.rules().get(i);
      table.add(
          List.of(
              rows[i],
              r.conditions().isEmpty() ? "always" : String.join(" and ", r.words(schema)),
              schema.outcome(r.answer()),
              r.precision(),
              r.low(),
              r.coverage(),
              r.certain() ? "yes" : "no"));
      conditions += (double) r.conditions().size() / rows.length;
      certain += r.certain() ? 1 : 0;
    }
    scene.result("anchors", "share that reach precision 0.95", (double) certain / count, 0, 0);
    scene.result("anchors", "mean conditions", conditions, 0, 0);
    scene
        .run()
        .page()
        .heading("Rules around single rows")
        .text(
            "Anchors: conditions under which the network answers as for the row in at least 95 % of"
                + " rows drawn from the training data (lower confidence bound, 95 %).")
        .table(
            List.of("test row", "if", "answer", "precision", "at least", "coverage", "reached"),
            table);
  }

  private static void surrogates(TabularStudy.Scene scene) {
    INDArray train = scene.model().accept(scene.data().train().inputs());
    Context context = scene.context().with(Target.argmax());
    Surrogate tree = new SurrogateTree().explain(scene.model(), train, context);
    Surrogate rules = new SurrogateRules().explain(scene.model(), train, context);
    Surrogate linear = new SurrogateLinear().explain(scene.model(), train, scene.context());
    TableSchema schema = scene.data().schema();
    Sentences words = Sentences.of(SentenceLanguage.ENGLISH, schema);
    List<List<Object>> table = new ArrayList<>();
    table.add(line(scene, "tree", "leaves", tree));
    table.add(line(scene, "rule list", "conditions", rules));
    table.add(line(scene, "linear model", "terms", linear));
    int epochs = (int) scene.run().number("epochs", 200);
    for (Distillation.Student kind : Distillation.Student.values()) {
      Surrogate taught =
          new Distillation(kind, 3, 16, epochs, 4).explain(scene.model(), train, context);
      String unit = kind == Distillation.Student.TREE ? "leaves" : "weights";
      String name = "distilled " + kind.name().toLowerCase(Locale.ROOT);
      table.add(line(scene, name, unit, taught));
    }
    List<List<Object>> terms = new ArrayList<>();
    for (Surrogate.Term t : ((Surrogate.Linear) linear.form()).terms()) {
      TableSchema.Column column = schema.columns().get(t.column());
      terms.add(
          List.of(
              t.category() < 0
                  ? column.words() + (column.unit().isEmpty() ? "" : ", per " + column.unit())
                  : column.words() + " = " + column.show(t.category()),
              t.coefficient(),
              t.standardised()));
    }
    scene
        .run()
        .page()
        .heading("Simple models that imitate the network")
        .text(
            "Fitted to the network's answers on three quarters of the training rows; fidelity is"
                + " measured on the last quarter. Distilled students are taught by the soft answers"
                + " of the network at a temperature of 3. The last columns are of the test rows:"
                + " the accuracy of the simple model, and what it loses against the network, which"
                + " has "
                + scene.model().nodes().stream().mapToLong(n -> Layers.parameters(n.layer())).sum()
                + " weights.")
        .table(
            List.of(
                "surrogate",
                "size",
                "fidelity",
                "on rows it was fitted to",
                "measure",
                "accuracy",
                "lost"),
            table)
        .svg(
            "The surrogate tree: share of the most frequent answer in each leaf",
            TreeChart.draw(
                "A decision tree that answers like the network",
                (Surrogate.Tree) tree.form(),
                schema))
        .list(words.surrogate(rules))
        .text("The linear model of the log-odds of “" + schema.outcome(1) + "”:")
        .table(List.of("term", "coefficient", "per standard deviation"), terms);
  }

  private static List<Object> line(
      TabularStudy.Scene scene, String name, String unit, Surrogate s) {
    scene.result("surrogate fidelity, " + s.measure(), name, s.fidelity(), 0, 0);
    double accuracy = accuracy(scene, s.form());
    double network =
        IntStream.range(0, scene.rows().length)
                .filter(i -> scene.answer(i) == scene.test().labels()[i])
                .count()
            / (double) scene.rows().length;
    scene.result("surrogate accuracy", name, accuracy, 0, 0);
    scene.result("accuracy lost", name, network - accuracy, 0, 0);
    return List.of(
        name,
        s.form().size() + " " + unit,
        s.fidelity(),
        s.training(),
        s.measure(),
        accuracy,
        network - accuracy);
  }

  /** The share of test rows whose class a simple model answers. */
  private static double accuracy(TabularStudy.Scene scene, Surrogate.Form form) {
    ToIntFunction<double[]> answer;
    if (form instanceof Surrogate.Tree tree) {
      answer = tree::answer;
    } else if (form instanceof Surrogate.RuleList list) {
      answer = list::answer;
    } else if (form instanceof Surrogate.Student student) {
      answer = student::answer;
    } else {
      // The linear model gives log-odds of class 1.
      answer = row -> ((Surrogate.Linear) form).score(row) > 0 ? 1 : 0;
    }
    double[][] rows = scene.rows();
    int[] labels = scene.test().labels();
    return IntStream.range(0, rows.length)
            .filter(i -> answer.applyAsInt(rows[i]) == labels[i])
            .count()
        / (double) rows.length;
  }
}
