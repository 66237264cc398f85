package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.evaluation.fairness.Calibration;
import org.xai4j.evaluation.fairness.Criterion;
import org.xai4j.evaluation.fairness.GroupFairness;
import org.xai4j.evaluation.fairness.GroupRates;
import org.xai4j.evaluation.fairness.Outcomes;
import org.xai4j.evaluation.fairness.ProtectedGroups;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;
import org.xai4j.evaluation.statistics.Holm;

/** Rates by group, and the criteria of group fairness over them. */
final class GroupsPart {
  /** Smaller groups are listed, but no criterion is taken over them. */
  static final int SMALLEST = 10;

  private static final List<String> RATES =
      List.of(
          "attribute",
          "group",
          "rows",
          "base rate",
          "selection rate",
          "accuracy",
          "true positive rate",
          "false positive rate",
          "false negative rate",
          "positive predictive value",
          "calibration error",
          "expected too much");

  private GroupsPart() {}

  /** One attribute or intersection, without its small groups. */
  private record Scope(ProtectedGroups grouping, Outcomes outcomes, List<Integer> groups) {}

  static void report(AuditSubject subject, AuditSettings settings, Ledger ledger) {
    Outcomes outcomes = subject.rows().outcomes();
    List<ProtectedGroups> all = new ArrayList<>(subject.attributes());
    for (int a = 0; a < subject.attributes().size(); a++) {
      for (int b = a + 1; b < subject.attributes().size(); b++) {
        all.add(subject.attributes().get(a).cross(subject.attributes().get(b)));
      }
    }
    ledger.section(
        "groups",
        "Groups",
        "How often the model says "
            + subject.quoted()
            + " (selection rate), how often that is true (base rate), and how it errs, by group and"
            + " by intersections of groups; with 95 % bootstrap intervals over rows drawn again"
            + " within each group. Calibration error: the mean gap of probability and frequency in"
            + " ten bins, which is above 0 by chance in small groups.");
    List<List<Object>> rates = new ArrayList<>();
    for (ProtectedGroups grouping : all) {
      GroupFairness fairness =
          new GroupFairness(outcomes, grouping, settings.draws(), settings.seed());
      List<GroupRates> counts = fairness.rates();
      for (int g = 0; g < counts.size(); g++) {
        rates.add(line(grouping, g, counts.get(g), fairness, outcomes));
      }
    }
    ledger.table("rates", RATES, rates);
    criteria(all, outcomes, subject, settings, ledger);
  }

  private static List<Object> line(
      ProtectedGroups grouping,
      int g,
      GroupRates counts,
      GroupFairness fairness,
      Outcomes outcomes) {
    List<Object> line = new ArrayList<>();
    line.addAll(List.of(grouping.attribute(), grouping.names().get(g), counts.rows()));
    line.add(fairness.rate(g, GroupRates::baseRate));
    line.add(fairness.rate(g, GroupRates::selectionRate));
    line.add(fairness.rate(g, GroupRates::accuracy));
    line.add(fairness.rate(g, GroupRates::truePositiveRate));
    line.add(fairness.rate(g, GroupRates::falsePositiveRate));
    line.add(fairness.rate(g, GroupRates::falseNegativeRate));
    line.add(fairness.rate(g, GroupRates::positivePredictiveValue));
    line.add(fairness.within(g, rows -> Calibration.error(outcomes, rows)));
    line.add(fairness.within(g, rows -> Calibration.excess(outcomes, rows)));
    return line;
  }

  private static Scope scope(ProtectedGroups grouping, Outcomes outcomes) {
    List<Integer> kept =
        IntStream.range(0, grouping.names().size())
            .filter(g -> grouping.rows(g).length >= SMALLEST)
            .boxed()
            .toList();
    int[] members = grouping.members();
    int[] rows =
        IntStream.range(0, members.length).filter(i -> kept.contains(members[i])).toArray();
    return new Scope(
        new ProtectedGroups(
            grouping.attribute(),
            kept.stream().map(grouping.names()::get).toList(),
            Arrays.stream(rows).map(i -> kept.indexOf(members[i])).toArray()),
        new Outcomes(
            new double[0],
            Arrays.stream(rows).map(i -> outcomes.predicted()[i]).toArray(),
            Arrays.stream(rows).map(i -> outcomes.labels()[i]).toArray()),
        kept);
  }

  private static void criteria(
      List<ProtectedGroups> all,
      Outcomes outcomes,
      AuditSubject subject,
      AuditSettings settings,
      Ledger ledger) {
    List<Scope> scopes = new ArrayList<>();
    List<GroupFairness.Result> results = new ArrayList<>();
    for (ProtectedGroups grouping : all) {
      Scope scope = scope(grouping, outcomes);
      if (scope.groups().size() < 2) {
        ledger.finding(
            "By "
                + grouping.attribute()
                + ", fewer than two groups have "
                + SMALLEST
                + " rows; no criterion is taken.",
            "groups with enough rows",
            scope.groups().size());
        continue;
      }
      GroupFairness fairness =
          new GroupFairness(scope.outcomes(), scope.grouping(), settings.draws(), settings.seed());
      for (Criterion criterion : Criterion.values()) {
        scopes.add(scope);
        results.add(fairness.criterion(criterion));
      }
    }
    // Ratios test the same null as their differences; they count as no tests of their own.
    double[] holm =
        Holm.correct(
            results.stream()
                .mapToDouble(r -> r.criterion().fair() == 0 ? r.p() : Double.NaN)
                .toArray());
    List<List<Object>> table = new ArrayList<>();
    for (int i = 0; i < holm.length; i++) {
      GroupFairness.Result result = results.get(i);
      table.add(
          List.of(
              scopes.get(i).grouping().attribute(),
              result.criterion().title(),
              result.interval(),
              result.criterion().fair(),
              result.p(),
              holm[i]));
      say(scopes.get(i), result, holm[i], subject, ledger);
    }
    ledger.table(
        "criteria", List.of("attribute", "criterion", "value", "fair", "p", "p (Holm)"), table);
    ledger
        .page()
        .text(
            "p: a permutation test that the criterion holds exactly; Holm's correction is over all"
                + " differences of this table. The largest minus the smallest rate is never"
                + " negative, so that its interval does not tell whether groups differ; p does."
                + " Groups of fewer than "
                + SMALLEST
                + " rows are left out of criteria.");
  }

  /** A sentence for parity and for what is shown to differ. */
  private static void say(
      Scope scope, GroupFairness.Result result, double holm, AuditSubject subject, Ledger ledger) {
    Criterion criterion = result.criterion();
    boolean shown = holm < 0.05;
    if (criterion.fair() != 0
        || Double.isNaN(result.interval().mean())
        || !(shown || criterion == Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE)) {
      return;
    }
    Interval value = result.interval();
    String ends =
        criterion == Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE ? ends(scope, subject) + " " : "";
    ledger.finding(
        "By "
            + scope.grouping().attribute()
            + ": "
            + ends
            + criterion.title()
            + " "
            + AuditWords.number(value.mean())
            + " ("
            + AuditWords.p(holm)
            + " after correction); "
            + (shown ? "the groups differ." : "a difference is not shown."),
        "criterion",
        criterion.title(),
        "value",
        value,
        "p (Holm)",
        holm,
        "differs",
        shown);
  }

  private static String ends(Scope scope, AuditSubject subject) {
    List<GroupRates> rates = new GroupFairness(scope.outcomes(), scope.grouping(), 1, 0).rates();
    int low = 0;
    int high = 0;
    for (int g = 1; g < rates.size(); g++) {
      low = rates.get(g).selectionRate() < rates.get(low).selectionRate() ? g : low;
      high = rates.get(g).selectionRate() > rates.get(high).selectionRate() ? g : high;
    }
    if (low == high) {
      return "all groups get " + subject.quoted() + " equally often;";
    }
    return subject.quoted()
        + " is said of "
        + AuditWords.percent(rates.get(low).selectionRate())
        + " of “"
        + scope.grouping().names().get(low)
        + "” and of "
        + AuditWords.percent(rates.get(high).selectionRate())
        + " of “"
        + scope.grouping().names().get(high)
        + "”;";
  }
}
