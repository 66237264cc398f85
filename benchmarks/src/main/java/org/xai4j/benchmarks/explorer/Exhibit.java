package org.xai4j.benchmarks.explorer;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.Progress;

/** A model and the rows that are shown with it. Safe to use from several threads. */
public interface Exhibit {
  /**
   * The name on the page.
   *
   * @return unique among those served
   */
  String id();

  /**
   * The model as options of the command line.
   *
   * @return {@code --model M} and what else was given for it
   */
  List<String> modelOptions();

  /**
   * The rows as options of the command line.
   *
   * @return {@code --input X} and what else was given for them
   */
  List<String> rowOptions();

  /**
   * The model.
   *
   * @return read once
   */
  Model model();

  /**
   * The rows as the model takes them.
   *
   * @return [n, …]
   */
  INDArray rows();

  /**
   * The class of each row.
   *
   * @return nothing if not known
   */
  Optional<int[]> labels();

  /**
   * What the columns of a table mean.
   *
   * @return nothing for other kinds
   */
  Optional<TableSchema> schema();

  /**
   * The data set whose test rows are shown.
   *
   * @return nothing for rows of a file
   */
  Optional<Dataset> dataset();

  /**
   * The rows as texts, where they are read by a tokenizer that came with the model.
   *
   * @return in their order; empty for other kinds
   */
  List<String> texts();

  /**
   * A text as the model's own tokenizer reads it.
   *
   * @param text any
   * @return the row, and the model with what belongs to the row beside it
   * @throws org.xai4j.core.run.InputException if the model takes no texts
   */
  ReadText read(String text);

  /**
   * An explanation as the command line writes it to a file that ends in .json.
   *
   * @param explanation of this model
   * @return the file's text
   */
  String json(Explanation explanation);

  /**
   * What is asked, read exactly as the command line reads it.
   *
   * @param options such as {@code --target 3 --baseline mean}
   * @param progress hears how far it has come
   * @return the context of an explainer
   * @throws org.xai4j.core.run.InputException if an option does not fit
   */
  Context context(List<String> options, Progress progress);
}
