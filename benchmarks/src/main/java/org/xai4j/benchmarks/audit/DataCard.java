package org.xai4j.benchmarks.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.TableSchema;

/** The table that was audited, column by column. */
final class DataCard {
  private DataCard() {}

  static String markdown(AuditSubject subject, JsonNode json) {
    AuditRows rows = subject.rows();
    StringBuilder text = new StringBuilder("# Data card: ");
    text.append(subject.facts().get("data")).append("\n\n");
    text.append("- rows: ").append(rows.size()).append("\n- SHA-256: ");
    text.append(subject.facts().get("data hash")).append("\n- ").append(subject.quoted());
    text.append(": ");
    text.append(
        AuditWords.percent(Arrays.stream(rows.outcomes().labels()).average().orElse(Double.NaN)));
    text.append(" of the labels\n");
    for (String field :
        List.of(
            "why and by whom the data were collected",
            "how they were sampled, and whom they leave out",
            "consent and sensitive columns",
            "licence",
            "recommended uses, and uses to avoid",
            "maintenance")) {
      text.append("- ").append(field).append(": *").append(Sheet.PERSON).append("*\n");
    }
    text.append("\n| column | holds | values | median or most frequent | missing |\n");
    text.append("| --- | --- | --- | --- | --- |\n");
    for (int c = 0; c < subject.schema().width(); c++) {
      line(subject.schema().columns().get(c), rows.column(c), text);
    }
    JsonNode shift = json.path("shift").path("columns");
    if (!shift.isEmpty()) {
      text.append("\nAgainst the training rows (")
          .append(subject.train().map(AuditRows::size).orElse(0))
          .append("):\n\n| column | statistic | p (Holm) | PSI |\n| --- | --- | --- | --- |\n");
      for (JsonNode node : shift) {
        text.append("| ").append(node.path("column").asText());
        for (String key : List.of("statistic", "p (Holm)", "PSI")) {
          text.append(" | ").append(Sheet.shown(node.path(key)));
        }
        text.append(" |\n");
      }
    }
    return text.toString();
  }

  private static void line(TableSchema.Column column, double[] values, StringBuilder text) {
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    String middle = "–";
    String range = "–";
    if (known.length > 0 && column.categorical()) {
      long[] counts = new long[column.labels().size()];
      Arrays.stream(known).filter(v -> v >= 0 && v < counts.length).forEach(v -> counts[(int) v]++);
      double[] sizes = Arrays.stream(counts).asDoubleStream().toArray();
      int most = Numeric.argmax(sizes);
      middle =
          column.labels().get(most) + " (" + AuditWords.percent(sizes[most] / known.length) + ")";
      range = Arrays.stream(counts).filter(n -> n > 0).count() + " categories";
    } else if (known.length > 0) {
      middle = column.show(Numeric.quantile(known, 0.5));
      range = column.show(known[0]) + " to " + column.show(known[known.length - 1]);
    }
    text.append("| ").append(column.words()).append(" | ").append(Card.meaning(column));
    text.append(" | ").append(range).append(" | ").append(middle).append(" | ");
    text.append(values.length - known.length).append(" |\n");
  }
}
