package org.xai4j.core.importer.h2o;

import hex.ModelCategory;
import hex.genmodel.MojoModel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;

/**
 * A model of H2O-3 in H2O's scoring library ({@code ai.h2o:h2o-genmodel}). A row holds the columns
 * in the order of {@link #columns()}, categorical ones by the number of the level; NaN is missing.
 * Classifiers give probabilities, all others one quantity (an isolation forest its anomaly score).
 */
public final class H2oModel implements Model {
  private static final Set<ModelCategory> CLASSES =
      Set.of(ModelCategory.Binomial, ModelCategory.Multinomial, ModelCategory.Ordinal);
  private static final Set<ModelCategory> QUANTITIES =
      Set.of(ModelCategory.Regression, ModelCategory.AnomalyDetection);

  private final MojoModel mojo;
  private final String hash;
  private final List<String> columns;

  H2oModel(MojoModel mojo, String hash) {
    ModelCategory category = mojo.getModelCategory();
    InputException.check(
        CLASSES.contains(category) || QUANTITIES.contains(category),
        "The H2O model is of the category %s, which has no scores to explain; give a classifier, a"
            + " regression or an isolation forest.",
        category);
    InputException.check(
        !mojo.requiresOffset(),
        "The H2O model wants the offset column '%s' beside its features, which is not supported;"
            + " train it without.",
        mojo.getOffsetName());
    this.mojo = mojo;
    this.hash = hash;
    columns = List.of(mojo.features());
  }

  /**
   * Names of the columns.
   *
   * @return in the order of a row
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * The levels of a categorical column.
   *
   * @param column from 0
   * @return in the order of their numbers; empty for a column of numbers
   */
  public List<String> levels(int column) {
    String[] domain = mojo.getDomainValues(column);
    return domain == null ? List.of() : List.of(domain);
  }

  @Override
  public INDArray predict(INDArray inputs) {
    double[][] rows = NdArrays.rows(accept(inputs));
    boolean classes = !regression();
    double[][] answers = new double[rows.length][];
    double[] scored = new double[mojo.getPredsSize()];
    for (int i = 0; i < rows.length; i++) {
      check(rows[i], i);
      // H2O writes into the row: level numbers of unknown values, imputed means.
      mojo.score0(rows[i].clone(), scored);
      answers[i] =
          classes ? Arrays.copyOfRange(scored, 1, scored.length) : new double[] {scored[0]};
    }
    return NdArrays.array(DataType.DOUBLE, answers);
  }

  /** H2O cuts what is no level to one, without a word. */
  private void check(double[] row, int at) {
    for (int j = 0; j < row.length; j++) {
      String[] domain = mojo.getDomainValues(j);
      if (domain != null && !Double.isNaN(row[j])) {
        boolean level = row[j] == Math.rint(row[j]) && row[j] >= 0 && row[j] < domain.length;
        InputException.check(
            level,
            "Row %d holds %s in column '%s', whose levels have the numbers 0 to %d; give whole"
                + " numbers, and as baseline a row or training rows, as a mean is no level.",
            at,
            row[j],
            columns.get(j),
            domain.length - 1);
      }
    }
  }

  @Override
  public String kind() {
    return "an H2O model (" + mojo._algoName + ")";
  }

  @Override
  public List<Long> inputShape() {
    return List.of((long) mojo.nfeatures());
  }

  @Override
  public DataType type() {
    return DataType.DOUBLE;
  }

  @Override
  public H2oModel as(DataType newType) {
    return this;
  }

  @Override
  public boolean missing() {
    return true;
  }

  @Override
  public boolean regression() {
    return QUANTITIES.contains(mojo.getModelCategory());
  }

  @Override
  public H2oModel logits() {
    return this;
  }

  @Override
  public H2oModel probabilities() {
    return this;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public String toString() {
    return "H2oModel[" + mojo._algoName + ", " + columns() + "]";
  }
}
