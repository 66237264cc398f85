package org.xai4j.benchmarks.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.training.TableLearner;
import org.xai4j.core.data.TableSchema;
import org.xai4j.evaluation.fairness.ProtectedGroups;

/**
 * What is audited.
 *
 * @param title of the model and the table
 * @param schema of the model's columns
 * @param yes the model as one that says yes or no
 * @param favourable name of what yes means
 * @param rows audited
 * @param train rows the model was trained on, where they are given
 * @param attributes protected, with the groups of the rows
 * @param columns of the attributes, in their order: indices in the schema, several where it is
 *     spread over columns of 0 and 1, none where the model does not see it
 * @param learner trains again without some columns
 * @param facts model, data and digests, for the provenance
 * @param notes what was assumed
 */
public record AuditSubject(
    String title,
    TableSchema schema,
    Yes yes,
    String favourable,
    AuditRows rows,
    Optional<AuditRows> train,
    List<ProtectedGroups> attributes,
    List<List<Integer>> columns,
    TableLearner learner,
    Map<String, Object> facts,
    List<String> notes) {
  /** Copies the lists. */
  public AuditSubject {
    attributes = List.copyOf(attributes);
    columns = List.copyOf(columns);
    notes = List.copyOf(notes);
  }

  /** What yes means, quoted. */
  String quoted() {
    return "“" + favourable + "”";
  }
}
