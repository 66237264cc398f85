package org.xai4j.agnostic.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Partial dependence of a forest or boosted ensemble from the trees themselves: the raw score with
 * one column known, where splits of the others send a row both ways in proportion to the training
 * rows. No row of data is asked for but to choose the grid, its quantiles.
 *
 * @param points of the grid
 * @param columns names of those to draw; none for all
 */
@Info(
    id = "tree-pdp",
    title = "Partial dependence by weighted traversal",
    summary = "The mean raw score of trees as one column takes each value, exact and without data.",
    reference = "Friedman 2001, doi:10.1214/aos/1013203451, section 8.2")
public record TreePartialDependence(
    @Param(value = "points of the grid", min = 2, max = 10_000) int points,
    @Param("columns to draw, by default all") List<String> columns)
    implements Explainer<TreeEnsemble> {
  /** 20 points, all columns. */
  public TreePartialDependence() {
    this(20, List.of());
  }

  /** Copies the list. */
  public TreePartialDependence {
    columns = List.copyOf(columns);
  }

  @Override
  public Class<TreeEnsemble> modelType() {
    return TreeEnsemble.class;
  }

  @Override
  public Curves explain(TreeEnsemble whole, INDArray given, Context context) {
    Session<TreeEnsemble> session = Session.open(this, whole, given, context);
    TreeEnsemble model = session.model();
    Absent.PATH_DEPENDENT.resolve(model, context, "tree-pdp");
    Target.Resolved target = session.resolve(model.predict(session.inputs()), 0);
    double[] weights = target.weights()[0];
    InputException.check(
        Arrays.stream(target.weights()).allMatch(w -> Arrays.equals(w, weights)),
        "The method tree-pdp explains one output, but the target %s is another one for other rows;"
            + " name a class.",
        context.target());
    double[][] rows = NdArrays.rows(session.inputs());
    TableSchema schema = context.columns().orElseGet(() -> named(model.features()));
    List<String> names = schema.columns().stream().map(TableSchema.Column::name).toList();
    for (String column : columns) {
      InputException.check(
          names.contains(column), "There is no column '%s'; there are %s.", column, names);
    }
    List<Curves.Curve> curves = new ArrayList<>();
    for (int f = 0; f < names.size(); f++) {
      if (columns.isEmpty() || columns.contains(names.get(f))) {
        double[] grid = grid(rows, f);
        double[] mean = new double[grid.length];
        Arrays.fill(mean, target.offsets()[0]);
        for (int c = 0; c < weights.length; c++) {
          for (int g = 0; g < grid.length; g++) {
            mean[g] += weights[c] * model.base()[c];
          }
        }
        for (Tree tree : model.trees()) {
          if (tree.counts(weights)) {
            TreeWalk.run(tree, names.size(), new Mean(tree, f, grid, weights, mean));
          }
        }
        curves.add(
            new Curves.Curve(f, names.get(f), grid, mean, new double[0][], shares(rows, f, grid)));
      }
    }
    return new Curves("mean raw score", curves, session.cost(), session.provenance());
  }

  private static TableSchema named(List<String> names) {
    return new TableSchema("", List.of(), names.stream().map(TableSchema.Column::number).toList());
  }

  /** Different quantiles of a column. */
  private double[] grid(double[][] rows, int column) {
    double[] sorted =
        Arrays.stream(rows)
            .mapToDouble(row -> row[column])
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    InputException.check(sorted.length > 0, "Column %d of the input has no value.", column);
    double[] grid = new double[points];
    Arrays.setAll(grid, p -> Numeric.quantile(sorted, (double) p / (points - 1)));
    return Arrays.stream(grid).distinct().toArray();
  }

  /** The share of the rows up to each point and above the one before. */
  private static double[] shares(double[][] rows, int column, double[] grid) {
    double[] shares = new double[grid.length];
    for (double[] row : rows) {
      int place = 0;
      while (place < grid.length && !(row[column] <= grid[place])) {
        place++;
      }
      if (place < grid.length) {
        shares[place] += 1.0 / rows.length;
      }
    }
    return shares;
  }

  /**
   * Adds a tree's mean at each point.
   *
   * @param tree walked over
   * @param column known
   * @param grid its values
   * @param weights of the outputs
   * @param mean added to
   * @param reach [depth][grid]: the share of each point that comes to the node
   */
  private record Mean(
      Tree tree, int column, double[] grid, double[] weights, double[] mean, double[][] reach)
      implements TreeWalk.Visitor {
    Mean(Tree tree, int column, double[] grid, double[] weights, double[] mean) {
      this(tree, column, grid, weights, mean, new double[tree.depth() + 1][grid.length]);
      Arrays.fill(reach[0], 1);
    }

    @Override
    public void open(int node, int depth, int parent, int before) {
      for (int g = 0; depth > 0 && g < grid.length; g++) {
        double share =
            tree.feature(parent) != column
                ? tree.cover(node) / tree.cover(parent)
                : tree.child(parent, grid[g]) == node ? 1 : 0;
        reach[depth][g] = reach[depth - 1][g] * share;
      }
      if (tree.leaf(node)) {
        double value = tree.value(node, weights);
        for (int g = 0; g < grid.length; g++) {
          mean[g] += reach[depth][g] * value;
        }
      }
    }

    @Override
    public void close(int node, int depth, int parent, int before) {
      // Nothing is carried up.
    }
  }
}
