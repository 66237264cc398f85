package org.xai4j.agnostic.interaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/** Interaction indices against their definitions on random games. */
class InteractionIndexTest {
  private static final int G = 5;

  /** A random game as a model of five switches. */
  private static double[] game(long seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] v = new double[1 << G];
    Arrays.setAll(v, i -> random.nextGaussian());
    return v;
  }

  private static SetInteractions of(double[] v, int order, InteractionKind index) {
    Predictor model =
        Predictor.ofRows(
            row -> {
              int set = 0;
              for (int i = 0; i < G; i++) {
                set |= row[i] == 1 ? 1 << i : 0;
              }
              return new double[] {v[set]};
            });
    INDArray ones = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1, 1}, 1, G);
    return new InteractionIndex(order, index).explain(model, ones, Context.standard());
  }

  private static int bits(List<Integer> set) {
    return set.stream().mapToInt(i -> 1 << i).sum();
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  /** Σ_{L ⊆ S} (−1)^(s − l)·v(T ∪ L). */
  private static double derivative(double[] v, int set, int at) {
    double sum = 0;
    for (int l = set; ; l = (l - 1) & set) {
      int left = Integer.bitCount(set) - Integer.bitCount(l);
      sum += (left % 2 == 0 ? 1 : -1) * v[at | l];
      if (l == 0) {
        return sum;
      }
    }
  }

  private static double shapleyIndex(double[] v, int set) {
    int s = Integer.bitCount(set);
    double sum = 0;
    for (int t = 0; t < v.length; t++) {
      if ((t & set) == 0) {
        int n = Integer.bitCount(t);
        sum += factorial(n) * factorial(G - s - n) / factorial(G - s + 1) * derivative(v, set, t);
      }
    }
    return sum;
  }

  /** Mean over the orders in which the largest sets meet: s!(…)/… of the derivatives. */
  private static double taylorIndex(double[] v, int set, int k) {
    if (Integer.bitCount(set) < k) {
      return derivative(v, set, 0);
    }
    double sum = 0;
    for (int t = 0; t < v.length; t++) {
      if ((t & set) == 0) {
        int n = Integer.bitCount(t);
        double binomial = factorial(G - 1) / factorial(n) / factorial(G - 1 - n);
        sum += (double) k / G * derivative(v, set, t) / binomial;
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void asTheDefinitionsSay(int order) {
    double[] v = game(order);
    SetInteractions sii = of(v, order, InteractionKind.SII);
    SetInteractions taylor = of(v, order, InteractionKind.STII);
    SetInteractions moebius = of(v, order, InteractionKind.MOEBIUS);
    for (int i = 0; i < sii.sets().size(); i++) {
      int set = bits(sii.sets().get(i));
      assertEquals(shapleyIndex(v, set), sii.values().getDouble(0, i), 1e-12);
      assertEquals(taylorIndex(v, set, order), taylor.values().getDouble(0, i), 1e-12);
      assertEquals(derivative(v, set, 0), moebius.values().getDouble(0, i), 1e-12);
    }
  }

  /** The best polynomial of order k under the Shapley kernel, exact for no and for all features. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFaithfulIndexIsARegression(int order) {
    double[] v = game(7);
    SetInteractions found = of(v, order, InteractionKind.FSII);
    int m = found.sets().size();
    // Minimise Σ w·(v(T) − v(∅) − Σ_{S ⊆ T} φ(S))² with Σ φ = v(N) − v(∅), by Lagrange.
    double[][] system = new double[m + 1][m + 1];
    double[] right = new double[m + 1];
    for (int t = 1; t < v.length - 1; t++) {
      int n = Integer.bitCount(t);
      double weight =
          (G - 1) * factorial(n) * factorial(G - n) / factorial(G) / (n * (double) (G - n));
      for (int i = 0; i < m; i++) {
        if ((bits(found.sets().get(i)) & ~t) == 0) {
          right[i] += weight * (v[t] - v[0]);
          for (int j = 0; j < m; j++) {
            system[i][j] += (bits(found.sets().get(j)) & ~t) == 0 ? weight : 0;
          }
        }
      }
    }
    for (int i = 0; i < m; i++) {
      system[i][m] = 1;
      system[m][i] = 1;
    }
    right[m] = v[v.length - 1] - v[0];
    RealMatrix a = new Array2DRowRealMatrix(system);
    double[] expected =
        new LUDecomposition(a).getSolver().solve(new ArrayRealVector(right)).toArray();
    assertArrayEquals(Arrays.copyOf(expected, m), NdArrays.doubles(found.values()), 1e-10);
  }

  @ParameterizedTest
  @EnumSource(
      value = InteractionKind.class,
      names = {"K_SII", "STII", "FSII"})
  void addUpToWhatAllFeaturesBring(InteractionKind index) {
    double[] v = game(3);
    for (int order = 1; order <= G; order++) {
      double sum = Arrays.stream(NdArrays.doubles(of(v, order, index).values())).sum();
      assertEquals(v[v.length - 1] - v[0], sum, 1e-11, index + " " + order);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = InteractionKind.class,
      names = {"SII", "K_SII", "STII", "FSII"})
  void theFirstOrderIsShapleys(InteractionKind index) {
    double[] v = game(4);
    double[] phi = new double[G];
    for (int i = 0; i < G; i++) {
      phi[i] = shapleyIndex(v, 1 << i);
    }
    assertArrayEquals(phi, NdArrays.doubles(of(v, 1, index).values()), 1e-12);
  }

  @Test
  void sharesOfLargerSetsAreBernoullis() {
    // A product of three: each of them a third, with order 3 all of it at the set of three.
    double[] v = new double[1 << G];
    for (int set = 0; set < v.length; set++) {
      v[set] = (set & 7) == 7 ? 6 : 0;
    }
    SetInteractions two = of(v, 2, InteractionKind.K_SII);
    assertEquals(3, two.values().getDouble(0, two.sets().indexOf(List.of(0, 1))), 1e-12);
    assertEquals(2 - 3, two.values().getDouble(0, 0), 1e-12);
    SetInteractions three = of(v, 3, InteractionKind.STII);
    assertEquals(6, three.values().getDouble(0, three.sets().indexOf(List.of(0, 1, 2))), 1e-12);
  }

  @Test
  void tooManyFeaturesAreRefused() {
    INDArray wide = NdArrays.array(DataType.DOUBLE, new double[17], 1, 17);
    Predictor model = Predictor.ofRows(row -> new double[] {row[0]});
    String said =
        assertThrows(
                InputException.class,
                () -> new InteractionIndex().explain(model, wide, Context.standard()))
            .getMessage();
    assertTrue(said.contains("at most 16 features"), said);
  }
}
