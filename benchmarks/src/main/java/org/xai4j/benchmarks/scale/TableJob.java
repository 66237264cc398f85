package org.xai4j.benchmarks.scale;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of a table or an array on any file system of Hadoop, to be explained into a Parquet table.
 *
 * @param input a path or URI that ends in .npy, .parquet, .csv or .avro; a folder of such parts,
 *     too
 * @param columns of a table that the model takes, in its order; empty for all
 * @param label a column that is left out
 * @param output a path or URI that ends in .parquet
 * @param missing whether the model takes missing values
 * @param mean whether the mean of all rows is the baseline
 * @param explainer of the rows
 * @param asked rows per chunk that the run asks for
 * @param type of the model, FLOAT or DOUBLE
 * @param others what else the values follow from: digests of the files that options name
 * @param recipe for other machines, given the mean of all rows
 * @param description of what was done, which is written beside the output
 */
public record TableJob(
    String input,
    List<String> columns,
    Optional<String> label,
    String output,
    boolean missing,
    boolean mean,
    RowExplainer explainer,
    int asked,
    DataType type,
    String others,
    Function<INDArray, Recipe<RowExplainer>> recipe,
    Function<RowRun.Done, String> description) {
  /** Copies the lists. */
  public TableJob {
    columns = List.copyOf(columns);
  }
}
