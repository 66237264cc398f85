package org.xai4j.agnostic.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.interaction.InteractionIndex;
import org.xai4j.agnostic.interaction.InteractionKind;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.agnostic.shapley.ShapleyInteractions;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.StoredTrees;
import org.xai4j.core.tree.Link;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeBuilder;
import org.xai4j.core.tree.TreeEnsemble;

/** Shapley values of trees: identities, brute force, and the values of LightGBM and SHAP. */
class TreeShapTest {
  /** A random tree with features repeated on the way down. */
  static TreeEnsemble random(long seed, int trees, int depth, int features, int outputs) {
    SplitRandom random = SplitRandom.of(seed);
    List<Tree> all = new ArrayList<>();
    for (int t = 0; t < trees; t++) {
      int nodes = (1 << (depth + 1)) - 1;
      TreeBuilder made = new TreeBuilder("tree", nodes, outputs == 1 ? 0 : -1, outputs);
      double[] cover = new double[nodes];
      for (int i = nodes - 1; i >= 0; i--) {
        boolean leaf = 2 * i + 2 >= nodes;
        if (leaf) {
          double[] values = new double[outputs];
          Arrays.setAll(values, c -> random.nextDouble() - 0.5);
          made.leaf(i, values);
          cover[i] = 1 + random.nextInt(20);
        } else {
          made.split(
              i,
              random.nextInt(features),
              2 * random.nextDouble() - 1,
              2 * i + 1,
              2 * i + 2,
              random.nextInt(2) == 0);
          cover[i] = cover[2 * i + 1] + cover[2 * i + 2];
        }
        made.training(i, cover[i], 0);
      }
      all.add(made.build(features));
    }
    double[] base = new double[outputs];
    Arrays.fill(base, 0.25);
    return new TreeEnsemble(all, TreeEnsemble.numbered(features), base, Link.NONE, false);
  }

  static INDArray rows(long seed, int n, int features) {
    SplitRandom random = SplitRandom.of(seed);
    double[] x = new double[n * features];
    Arrays.setAll(x, i -> random.nextInt(10) == 0 ? Double.NaN : 2 * random.nextDouble() - 1);
    return NdArrays.array(DataType.DOUBLE, x, n, features);
  }

  /** The score with the features of a set known: both ways at splits of the others. */
  static double known(TreeEnsemble model, double[] x, int set, int output) {
    double sum = model.base()[output];
    double[] unit = new double[model.outputs()];
    unit[output] = 1;
    for (Tree tree : model.trees()) {
      sum += known(tree, 0, x, set, unit);
    }
    return sum;
  }

  private static double known(Tree tree, int node, double[] x, int set, double[] unit) {
    if (tree.leaf(node)) {
      return tree.value(node, unit);
    }
    int f = tree.feature(node);
    if ((set >> f & 1) != 0) {
      return known(tree, tree.child(node, x[f]), x, set, unit);
    }
    double left = tree.cover(tree.left(node)) / tree.cover(node);
    return left * known(tree, tree.left(node), x, set, unit)
        + (1 - left) * known(tree, tree.right(node), x, set, unit);
  }

  /** φᵢ = Σ |S|!(g − |S| − 1)!/g!·(v(S ∪ i) − v(S)). */
  static double[] shapley(double[] v, int g) {
    double[] phi = new double[g];
    for (int set = 0; set < v.length; set++) {
      for (int i = 0; i < g; i++) {
        if ((set >> i & 1) == 0) {
          phi[i] +=
              Shares.of(Integer.bitCount(set), g - 1 - Integer.bitCount(set))
                  * (v[set | 1 << i] - v[set]);
        }
      }
    }
    return phi;
  }

  @ParameterizedTest
  @CsvSource({"1,1,2,2,1", "2,3,5,4,1", "3,2,7,6,1", "4,3,4,5,3", "5,1,8,9,1"})
  void pathDependentIsTheGameOfTheTrainingRows(
      long seed, int trees, int depth, int features, int outputs) {
    TreeEnsemble model = random(seed, trees, depth, features, outputs);
    INDArray x = rows(seed, 9, features);
    int output = outputs - 1;
    Context context = Context.standard();
    Attribution a =
        new TreeShap(Absent.PATH_DEPENDENT)
            .explain(model, x, outputs == 1 ? context : context.with(Target.of(output)));
    double[][] values = NdArrays.rows(a.values());
    for (int i = 0; i < 9; i++) {
      double[] v = new double[1 << features];
      for (int set = 0; set < v.length; set++) {
        v[set] = known(model, NdArrays.rows(x)[i], set, output);
      }
      assertArrayEquals(shapley(v, features), values[i], 1e-13);
      assertEquals(v[0], a.trust().base().orElseThrow()[i], 1e-13);
      assertEquals(0, a.residuals().orElseThrow()[i], 1e-13);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,2,2,1", "2,3,5,4,1", "3,2,7,6,1", "4,3,4,5,3", "5,1,8,9,1"})
  void interventionalIsTheGameOfTheBackground(
      long seed, int trees, int depth, int features, int outputs) {
    TreeEnsemble model = random(seed, trees, depth, features, outputs);
    INDArray x = rows(seed, 9, features);
    Context context = Context.standard().with(Baseline.of(rows(seed + 50, 13, features)));
    Attribution a = new TreeShap().explain(model, x, context);
    Attribution exact = new ExactShapley().explain(model, x, context);
    assertArrayEquals(NdArrays.doubles(exact.values()), NdArrays.doubles(a.values()), 1e-13);
    assertArrayEquals(exact.trust().base().orElseThrow(), a.trust().base().orElseThrow(), 1e-13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"regression", "binary", "categorical", "dart", "forest"})
  void asLightGbm(String name) {
    TreeEnsemble model = StoredTrees.model(name + ".txt");
    INDArray x = StoredTrees.array(name + "-x");
    Context context =
        name.equals("binary") ? Context.standard().with(Target.of(1)) : Context.standard();
    Attribution a = new TreeShap().explain(model, x, context);
    // LightGBM adds up the trees of a forest, we average.
    double mean = name.equals("forest") ? 1.0 / model.trees().size() : 1;
    double[][] expected = NdArrays.rows(StoredTrees.array(name + "-path").mul(mean));
    double[][] actual = NdArrays.rows(a.values());
    for (int i = 0; i < actual.length; i++) {
      int d = actual[i].length;
      assertArrayEquals(Arrays.copyOf(expected[i], d), actual[i], 1e-7);
      assertEquals(expected[i][d], a.trust().base().orElseThrow()[i], 1e-7);
    }
  }

  @Test
  void eachRowsOwnClass() {
    TreeEnsemble model = StoredTrees.model("multiclass.txt");
    INDArray x = StoredTrees.array("multiclass-x");
    double[][] expected = NdArrays.rows(StoredTrees.array("multiclass-path"));
    int[] classes = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
    Attribution a = new TreeShap().explain(model, x, Context.standard().with(Target.of(classes)));
    double[][] actual = NdArrays.rows(a.values());
    for (int i = 0; i < 12; i++) {
      int from = 6 * classes[i];
      assertArrayEquals(Arrays.copyOfRange(expected[i], from, from + 5), actual[i], 1e-7);
    }
  }

  @Test
  void asShapWithABackground() {
    TreeEnsemble model = StoredTrees.model("regression.txt");
    Context context =
        Context.standard().with(Baseline.of(StoredTrees.array("regression-background")));
    Attribution a = new TreeShap().explain(model, StoredTrees.array("regression-x"), context);
    // Not the last row, of missing values: LightGBM takes them as zeros here, SHAP does not.
    double[] expected = NdArrays.doubles(StoredTrees.array("regression-interventional"));
    double[] actual = NdArrays.doubles(a.values());
    assertArrayEquals(Arrays.copyOf(expected, 55), Arrays.copyOf(actual, 55), 1e-7);
  }

  @Test
  void chunksAndThreadsChangeNoByte() {
    TreeEnsemble model = random(8, 4, 6, 5, 1);
    INDArray x = rows(8, 50, 5);
    Context context = Context.standard();
    INDArray one = new TreeShap().explain(model, x, context.with(new Execution(64, 1))).values();
    INDArray other = new TreeShap().explain(model, x, context.with(new Execution(3, 2))).values();
    assertEquals(one, other);
  }

  @Test
  void whatCannotBeExplainedIsSaid() {
    TreeEnsemble binary = StoredTrees.model("binary.txt");
    INDArray x = StoredTrees.array("binary-x");
    Context probability = Context.standard().with(Target.argmax().asProbability());
    String said =
        assertThrows(InputException.class, () -> new TreeShap().explain(binary, x, probability))
            .getMessage();
    assertTrue(said.contains("raw score"), said);
    TreeBuilder bare = new TreeBuilder("tree", 3, 0, 1);
    bare.split(0, 0, 0, 1, 2, true);
    TreeEnsemble uncovered =
        new TreeEnsemble(List.of(bare.build(1)), List.of("a"), new double[1], Link.NONE, false);
    INDArray row = NdArrays.array(DataType.DOUBLE, new double[1], 1, 1);
    String why =
        assertThrows(
                InputException.class,
                () -> new TreeShap().explain(uncovered, row, Context.standard()))
            .getMessage();
    assertTrue(why.contains("give a data set as the baseline"), why);
  }

  /** Iᵢⱼ = Σ |S|!(g − |S| − 2)!/(g − 1)!·(v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S)). */
  private static double index(double[] v, int g, int i, int j) {
    double sum = 0;
    int both = 1 << i | 1 << j;
    for (int set = 0; set < v.length; set++) {
      if ((set & both) == 0) {
        int s = Integer.bitCount(set);
        double change = v[set | both] - v[set | 1 << i] - v[set | 1 << j] + v[set];
        sum += Shares.of(s, g - 2 - s) * change;
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"2,3,5,4,1", "3,2,7,6,1", "4,3,4,5,3"})
  void interactionsAreThoseOfBothGames(long seed, int trees, int depth, int features, int outputs) {
    TreeEnsemble model = random(seed, trees, depth, features, outputs);
    INDArray x = rows(seed, 5, features);
    Context context = Context.standard();
    context = outputs == 1 ? context : context.with(Target.of(outputs - 1));
    double[][] path = matrices(model, x, context);
    double[][] values = NdArrays.rows(new TreeShap().explain(model, x, context).values());
    for (int r = 0; r < 5; r++) {
      double[] v = new double[1 << features];
      for (int set = 0; set < v.length; set++) {
        v[set] = known(model, NdArrays.rows(x)[r], set, outputs - 1);
      }
      for (int i = 0; i < features; i++) {
        double sum = 0;
        for (int j = 0; j < features; j++) {
          double own = path[r][i * features + j];
          sum += own;
          assertEquals(i == j ? own : index(v, features, i, j) / 2, own, 1e-13);
        }
        assertEquals(values[r][i], sum, 1e-13);
      }
    }
    Context background = context.with(Baseline.of(rows(seed + 9, 7, features)));
    double[][] actual = matrices(model, x, background);
    double[][] exact =
        NdArrays.rows(new ShapleyInteractions().explain(model, x, background).values());
    for (int r = 0; r < 5; r++) {
      assertArrayEquals(exact[r], actual[r], 1e-13);
    }
  }

  @ParameterizedTest
  @EnumSource(InteractionKind.class)
  void setsOfAnySize(InteractionKind kind) {
    TreeEnsemble model = random(12, 3, 5, 5, 1);
    INDArray x = rows(12, 4, 5);
    Context background = Context.standard().with(Baseline.of(rows(13, 6, 5)));
    SetInteractions trees =
        new TreeInteractionIndex(3, kind, Absent.AUTO).explain(model, x, background);
    SetInteractions exact = new InteractionIndex(3, kind).explain(model, x, background);
    assertEquals(exact.sets(), trees.sets());
    assertArrayEquals(NdArrays.doubles(exact.values()), NdArrays.doubles(trees.values()), 1e-12);
    assertArrayEquals(exact.base(), trees.base(), 1e-12);
    SetInteractions path =
        new TreeInteractionIndex(2, kind, Absent.PATH_DEPENDENT)
            .explain(model, x, Context.standard());
    if (kind == InteractionKind.SII) {
      double[] v = new double[32];
      for (int set = 0; set < 32; set++) {
        v[set] = known(model, NdArrays.rows(x)[1], set, 0);
      }
      int place = path.sets().indexOf(List.of(1, 3));
      assertEquals(index(v, 5, 1, 3), path.values().getDouble(1, place), 1e-13);
      assertEquals(shapley(v, 5)[2], path.values().getDouble(1, 2), 1e-13);
    }
  }

  private static double[][] matrices(TreeEnsemble model, INDArray x, Context context) {
    Interactions found = new TreeShapInteractions().explain(model, x, context);
    assertArrayEquals(new double[(int) x.size(0)], found.residuals(), 1e-12);
    return NdArrays.rows(found.values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"regression", "binary", "dart"})
  void interactionsAsShap(String name) {
    TreeEnsemble model = StoredTrees.model(name + ".txt");
    Context context = Context.standard();
    context = name.equals("binary") ? context.with(Target.of(1)) : context;
    double[] expected = NdArrays.doubles(StoredTrees.array(name + "-interactions"));
    double[][] actual = matrices(model, StoredTrees.array(name + "-x"), context);
    int width = actual[0].length;
    for (int i = 0; i < 11; i++) {
      assertArrayEquals(Arrays.copyOfRange(expected, i * width, (i + 1) * width), actual[i], 1e-7);
    }
  }

  @Test
  void saabasAddsUpAndSplitsOneFeatureAsShapleyDoes() {
    TreeEnsemble model = random(5, 4, 5, 1, 1);
    INDArray x = rows(5, 6, 1);
    Attribution saabas = new Saabas().explain(model, x, Context.standard());
    Attribution shap = new TreeShap().explain(model, x, Context.standard());
    assertArrayEquals(NdArrays.doubles(shap.values()), NdArrays.doubles(saabas.values()), 1e-13);
    TreeEnsemble wide = random(6, 3, 4, 5, 3);
    Attribution sums = new Saabas().explain(wide, rows(6, 4, 5), Context.standard());
    assertArrayEquals(new double[4], sums.residuals().orElseThrow(), 1e-13);
  }

  @Test
  void partialDependenceIsTheGameOfOneFeature() {
    TreeEnsemble model = random(7, 3, 4, 3, 2);
    INDArray x = rows(7, 30, 3);
    Curves curves =
        new TreePartialDependence(5, List.of("column1"))
            .explain(model, x, Context.standard().with(Target.of(1)));
    Curves.Curve curve = curves.curves().get(0);
    for (int g = 0; g < curve.grid().length; g++) {
      double[] row = {0, curve.grid()[g], 0};
      assertEquals(known(model, row, 0b010, 1), curve.mean()[g], 1e-13);
    }
  }

  @Test
  void importanceIsWhatTrainingLeft() {
    TreeEnsemble model = StoredTrees.model("regression.txt");
    INDArray x = StoredTrees.array("regression-x");
    // feature_importance() of the same file: "split" and "gain".
    GlobalImportance split =
        new TreeImportance(TreeImportance.Measure.SPLIT).explain(model, x, Context.standard());
    double[] counted =
        split.features().stream().mapToDouble(GlobalImportance.Feature::value).toArray();
    assertArrayEquals(NdArrays.doubles(StoredTrees.array("regression-split")), counted, 0);
    GlobalImportance gain = new TreeImportance().explain(model, x, Context.standard());
    double[] gained =
        gain.features().stream().mapToDouble(GlobalImportance.Feature::value).toArray();
    double[] expected = NdArrays.doubles(StoredTrees.array("regression-gain"));
    for (int f = 0; f < gained.length; f++) {
      assertEquals(expected[f], gained[f], 1e-4 * expected[f]);
    }
  }
}
