package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xai4j.benchmarks.training.TableLearner;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.OneHot;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.fairness.ProtectedGroups;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * What a model trained without an attribute, and without the columns that depend on it, would do: a
 * shipped model by its own trainer, any other by logistic regression in its place, on the training
 * rows that were given.
 */
final class RetrainPart {
  private static final List<String> HEADER =
      List.of(
          "trained",
          "columns",
          "accuracy",
          "change of accuracy",
          "largest difference of selection rates",
          "change of the difference");

  private RetrainPart() {}

  /** Answers of several trainings [trainings][rows], on some columns. */
  record Variant(String name, int columns, int[][] answers) {}

  /**
   * Trains on all columns.
   *
   * @return nothing where there are no training rows of both answers, or nothing is to be trained
   */
  static Optional<Variant> whole(AuditSubject subject, AuditSettings settings) {
    return subject
        .train()
        .filter(
            train ->
                settings.retrained() > 0
                    && Arrays.stream(train.outcomes().labels()).distinct().count() == 2)
        .map(train -> trained("with all columns", subject, train, settings, List.of()));
  }

  static void report(
      AuditSubject subject,
      AuditSettings settings,
      ProtectedGroups grouping,
      List<Integer> columns,
      List<Integer> dependants,
      Optional<Variant> whole,
      Ledger ledger) {
    List<Variant> variants = new ArrayList<>();
    if (whole.isPresent()) {
      variants.add(whole.get());
      variants.addAll(
          variants(subject, subject.train().orElseThrow(), settings, columns, dependants));
    }
    if (variants.size() < 2) {
      ledger
          .page()
          .text(
              "What training without the attribute would change is not known: that takes the"
                  + " training rows (--train) with both answers, --retrained of 1 or more, and"
                  + " columns to leave out and to keep.");
      return;
    }
    tell(subject, settings, grouping, variants, ledger);
  }

  private static List<Variant> variants(
      AuditSubject subject,
      AuditRows train,
      AuditSettings settings,
      List<Integer> columns,
      List<Integer> dependants) {
    List<Integer> proxies =
        Flips.units(subject.schema(), dependants, columns).stream().flatMap(List::stream).toList();
    List<Variant> variants = new ArrayList<>();
    if (!columns.isEmpty() && columns.size() < subject.schema().width()) {
      variants.add(trained("without the attribute", subject, train, settings, columns));
    }
    List<Integer> both = Stream.concat(columns.stream(), proxies.stream()).toList();
    if (!proxies.isEmpty() && both.size() < subject.schema().width()) {
      String name = columns.isEmpty() ? "without dependants" : "without attribute and dependants";
      variants.add(trained(name, subject, train, settings, both));
    }
    return variants;
  }

  private static Variant trained(
      String name,
      AuditSubject subject,
      AuditRows train,
      AuditSettings settings,
      List<Integer> without) {
    int[] kept =
        IntStream.range(0, subject.schema().width()).filter(c -> !without.contains(c)).toArray();
    TableSchema schema = some(subject.schema(), kept);
    double[] usual = usual(subject.schema(), train);
    double[][] rows = select(train.values(), kept, usual);
    double[][] asked = select(subject.rows().values(), kept, usual);
    int[] labels = train.outcomes().labels();
    int[][] answers = new int[settings.retrained()][];
    for (int k = 0; k < answers.length; k++) {
      Predictor model = subject.learner().learn(schema, rows, labels, settings.seed() + k);
      double[][] scores = NdArrays.rows(model.predict(subject.yes().array(asked)));
      answers[k] = Arrays.stream(scores).mapToInt(Numeric::argmax).toArray();
    }
    return new Variant(name, kept.length, answers);
  }

  private static TableSchema some(TableSchema schema, int[] kept) {
    List<OneHot> none = List.of();
    return new TableSchema(
        schema.outcome(),
        List.of("no", "yes"),
        Arrays.stream(kept).mapToObj(schema.columns()::get).toList(),
        none);
  }

  /** What stands for a missing value: the median of a number, the most frequent category. */
  private static double[] usual(TableSchema schema, AuditRows train) {
    return IntStream.range(0, schema.width())
        .mapToDouble(
            c -> {
              double[] known =
                  Arrays.stream(train.column(c)).filter(v -> !Double.isNaN(v)).sorted().toArray();
              if (known.length == 0) {
                return 0;
              }
              if (!schema.columns().get(c).categorical()) {
                return Numeric.quantile(known, 0.5);
              }
              double[] counts = new double[schema.columns().get(c).labels().size()];
              Arrays.stream(known).forEach(v -> counts[(int) v]++);
              return Numeric.argmax(counts);
            })
        .toArray();
  }

  private static double[][] select(double[][] rows, int[] kept, double[] usual) {
    return Arrays.stream(rows)
        .map(
            r ->
                Arrays.stream(kept)
                    .mapToDouble(c -> Double.isNaN(r[c]) ? usual[c] : r[c])
                    .toArray())
        .toArray(double[][]::new);
  }

  private static void tell(
      AuditSubject subject,
      AuditSettings settings,
      ProtectedGroups grouping,
      List<Variant> variants,
      Ledger ledger) {
    int[] labels = subject.rows().outcomes().labels();
    Variant whole = variants.get(0);
    ToDoubleFunction<int[][]> agreement =
        again -> mean(whole, a -> right(a, subject.rows().outcomes().predicted(), again));
    Drawn drawn = new Drawn(grouping, settings);
    List<List<Object>> table = new ArrayList<>();
    List<Interval> parities = new ArrayList<>();
    List<Interval> accuracies = new ArrayList<>();
    for (Variant v : variants) {
      ToDoubleFunction<int[][]> accuracy = rows -> mean(v, a -> right(a, labels, rows));
      ToDoubleFunction<int[][]> parity = rows -> mean(v, a -> parity(a, rows));
      Interval changedAccuracy =
          drawn.of(rows -> accuracy.applyAsDouble(rows) - mean(whole, a -> right(a, labels, rows)));
      Interval changedParity =
          drawn.of(rows -> parity.applyAsDouble(rows) - mean(whole, a -> parity(a, rows)));
      accuracies.add(changedAccuracy);
      parities.add(changedParity);
      table.add(
          List.of(
              v.name(),
              v.columns(),
              drawn.of(accuracy),
              changedAccuracy,
              drawn.of(parity),
              changedParity));
    }
    TableLearner learner = subject.learner();
    Interval same = drawn.of(agreement);
    ledger.figure("reference model", learner.words());
    ledger.figure("trainings", whole.answers().length);
    ledger.figure("answers like the audited model", same);
    ledger.table("retrained", HEADER, table);
    ledger
        .page()
        .text(
            "Trained again on the training rows ("
                + learner.words()
                + ", "
                + whole.answers().length
                + (whole.answers().length == 1 ? " training" : " trainings averaged")
                + "). Trained on all columns it answers like the audited model for "
                + AuditWords.percent(same.mean())
                + " of the rows: the less, the less these figures say of the audited model. Differences"
                + " of selection rates are between the groups of "
                + GroupsPart.SMALLEST
                + " rows or more; intervals are of rows drawn again within groups, not of trainings.");
    for (int i = 1; i < variants.size(); i++) {
      finding(grouping, learner, variants.get(i), accuracies.get(i), parities.get(i), ledger);
    }
  }

  private static void finding(
      ProtectedGroups grouping,
      TableLearner learner,
      Variant variant,
      Interval accuracy,
      Interval parity,
      Ledger ledger) {
    boolean shown = parity.low() > 0 || parity.high() < 0;
    ledger.finding(
        "Trained "
            + variant.name()
            + " ("
            + learner.words()
            + "), the difference of selection rates by "
            + grouping.attribute()
            + " changes by "
            + signed(parity)
            + " and the accuracy by "
            + signed(accuracy)
            + (shown
                ? "; the interval of the first leaves 0 out."
                : "; a change of the difference is not shown."),
        "change of the difference",
        parity,
        "change of accuracy",
        accuracy);
  }

  private static String signed(Interval i) {
    return (i.mean() < 0 ? "" : "+")
        + AuditWords.number(i.mean())
        + " ["
        + AuditWords.number(i.low())
        + ", "
        + AuditWords.number(i.high())
        + "]";
  }

  private static double mean(Variant variant, ToDoubleFunction<int[]> figure) {
    return Arrays.stream(variant.answers()).mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** The share of rows, by group, whose answer is what is wanted. */
  private static double right(int[] answers, int[] wanted, int[][] rows) {
    double right = 0;
    double all = 0;
    for (int[] group : rows) {
      for (int i : group) {
        right += answers[i] == wanted[i] ? 1 : 0;
        all++;
      }
    }
    return right / all;
  }

  /** The largest minus the smallest selection rate of groups that are not small. */
  private static double parity(int[] answers, int[][] rows) {
    double[] rates =
        Arrays.stream(rows)
            .filter(group -> group.length >= GroupsPart.SMALLEST)
            .mapToDouble(group -> Arrays.stream(group).map(i -> answers[i]).average().orElse(0))
            .toArray();
    return rates.length < 2
        ? Double.NaN
        : Arrays.stream(rates).max().orElseThrow() - Arrays.stream(rates).min().orElseThrow();
  }

  /** Bootstrap over rows drawn again within groups. */
  private record Drawn(ProtectedGroups grouping, AuditSettings settings) {
    Interval of(ToDoubleFunction<int[][]> figure) {
      int[][] rows = grouping.rows();
      SplitRandom random = SplitRandom.of(settings.seed()).split("retrained");
      double[] drawn =
          IntStream.range(0, settings.draws())
              .mapToDouble(r -> figure.applyAsDouble(again(rows, random.split(r))))
              .filter(v -> !Double.isNaN(v))
              .sorted()
              .toArray();
      double value = figure.applyAsDouble(rows);
      return drawn.length == 0
          ? new Interval(value, Double.NaN, Double.NaN)
          : new Interval(value, Numeric.quantile(drawn, 0.025), Numeric.quantile(drawn, 0.975));
    }

    private static int[][] again(int[][] rows, SplitRandom random) {
      int[][] again = new int[rows.length][];
      for (int g = 0; g < rows.length; g++) {
        int[] group = rows[g];
        SplitRandom own = random.split(g);
        again[g] =
            IntStream.range(0, group.length).map(i -> group[own.nextInt(group.length)]).toArray();
      }
      return again;
    }
  }
}
