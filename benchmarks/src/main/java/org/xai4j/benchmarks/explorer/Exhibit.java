package org.xai4j.benchmarks.explorer;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
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
   * What is asked, read exactly as the command line reads it.
   *
   * @param options such as {@code --target 3 --baseline mean}
   * @param progress hears how far it has come
   * @return the context of an explainer
   * @throws org.xai4j.core.run.InputException if an option does not fit
   */
  Context context(List<String> options, Progress progress);
}
