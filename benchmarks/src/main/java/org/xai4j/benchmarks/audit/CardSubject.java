package org.xai4j.benchmarks.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.experiment.Task;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Model;

/**
 * A model and rows for a card: of pictures, texts, series, or a regression.
 *
 * @param name of the model
 * @param model that was read
 * @param task what its rows are
 * @param data what the rows are called
 * @param inputs the rows as the model takes them
 * @param apart whether they are a shipped data set's test rows, and the model a shipped one
 * @param truth of each row, a class from 0 on or the quantity of a regression; nothing if not known
 * @param classes their names; empty for a regression, and where they have none
 * @param schema columns of a table
 * @param training what is known of the model's training; may be empty
 */
public record CardSubject(
    String name,
    Model model,
    Task task,
    String data,
    INDArray inputs,
    boolean apart,
    Optional<double[]> truth,
    List<String> classes,
    Optional<TableSchema> schema,
    Map<String, String> training) {
  /** Copies the names. */
  public CardSubject {
    classes = List.copyOf(classes);
  }

  String title(int label) {
    return label < classes.size() ? classes.get(label) : String.valueOf(label);
  }
}
