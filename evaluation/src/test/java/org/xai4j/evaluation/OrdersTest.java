package org.xai4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.agreement.Agreement;
import org.xai4j.evaluation.epc.Epc;
import org.xai4j.evaluation.faithfulness.Aopc;
import org.xai4j.evaluation.faithfulness.Deletion;
import org.xai4j.evaluation.faithfulness.Insertion;
import org.xai4j.evaluation.faithfulness.Irof;
import org.xai4j.evaluation.faithfulness.PixelFlipping;
import org.xai4j.evaluation.localisation.PointingGame;
import org.xai4j.evaluation.localisation.RelevanceRankAccuracy;
import org.xai4j.evaluation.localisation.TopKIntersection;
import org.xai4j.evaluation.localisation.Values;

/** Equal values say nothing of an order: metrics are expectations over all of them. */
class OrdersTest {
  private static final SplitRandom RANDOM = SplitRandom.of(3);

  @Test
  void oneOrderWhereNoTieMatters() {
    boolean[] all = {true, true, true, true};
    assertArrayEquals(
        new int[] {3, 1, 0, 2},
        Orders.descending(new double[] {1, 2, 0, 5}, all, 1, RANDOM).get(0));
    assertEquals(1, Orders.descending(new double[] {1, 2, 0, 5}, all, 1, RANDOM).size());
    // Ties within one step, and ties of features whose removal changes nothing.
    assertEquals(1, Orders.descending(new double[] {2, 2, 1, 1}, all, 2, RANDOM).size());
    boolean[] some = {true, true, false, false};
    assertEquals(1, Orders.descending(new double[] {3, 2, 1, 1}, some, 1, RANDOM).size());
  }

  @Test
  void tiesHaveTheirMeanPlaceInTheMean() {
    double[] values = {0.0, 7, -0.0, 0.0, 0.0, -1};
    boolean[] all = {true, true, true, true, true, true};
    List<int[]> orders = Orders.descending(values, all, 1, RANDOM);
    assertEquals(10, orders.size());
    double[] mean = new double[6];
    for (int[] order : orders) {
      for (int r = 0; r < 6; r++) {
        mean[order[r]] += r / 10.0;
      }
    }
    assertArrayEquals(new double[] {2.5, 0, 2.5, 2.5, 2.5, 5}, mean, 1e-12);
  }

  /** The mean over all orders of an attribution that are compatible with its values. */
  private static double overTies(double[] sizes, ToDoubleFunction<int[]> of) {
    List<int[]> orders = new ArrayList<>();
    permute(new int[sizes.length], 0, new boolean[sizes.length], sizes, orders);
    return orders.stream().mapToDouble(of).average().orElseThrow();
  }

  private static void permute(
      int[] order, int at, boolean[] used, double[] sizes, List<int[]> orders) {
    if (at == order.length) {
      orders.add(order.clone());
    }
    for (int j = 0; j < order.length; j++) {
      if (!used[j] && (at == 0 || sizes[order[at - 1]] >= sizes[j])) {
        used[j] = true;
        order[at] = j;
        permute(order, at + 1, used, sizes, orders);
        used[j] = false;
      }
    }
  }

  @Test
  void localisationIsTheMeanOverAllOrders() {
    double[] a = {1, 3, 1, 1, 0, 3};
    boolean[] mask = {true, false, true, false, false, true};
    Subject subject =
        Toy.ones(Toy.linear(1, 1, 1, 1, 1, 1), a).with(Truth.masks(Toy.row(1, 0, 1, 0, 0, 1)));
    for (int k = 1; k <= 6; k++) {
      int top = k;
      double expected =
          overTies(
              a,
              order -> Arrays.stream(order).limit(top).filter(j -> mask[j]).count() / (double) top);
      assertEquals(
          expected, Toy.value(new TopKIntersection(k, Values.SIGNED), subject), 1e-12, "top " + k);
      if (k == 1) {
        assertEquals(expected, Toy.value(new PointingGame(), subject), 1e-12);
      }
      if (k == 3) {
        assertEquals(expected, Toy.value(new RelevanceRankAccuracy(), subject), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Agreement.class,
      names = {"FEATURE", "RANK", "SIGN", "SIGNED_RANK"})
  void agreementIsTheMeanOverAllOrdersOfBoth(Agreement measure) {
    double[] a = {1, 3, -1, 1, 0.5, 3};
    double[] b = {2, 2, 2, 1, 1, -2};
    double[] sizeA = Arrays.stream(a).map(Math::abs).toArray();
    double[] sizeB = Arrays.stream(b).map(Math::abs).toArray();
    for (int k = 1; k <= 6; k++) {
      int top = k;
      double expected =
          overTies(
              sizeA,
              one ->
                  overTies(
                      sizeB,
                      // Without ties the definition is plain.
                      other -> measure.of(ranked(one, a), ranked(other, b), top)));
      assertEquals(expected, measure.of(a, b, k), 1e-12, "top " + k);
    }
  }

  /** Values of different sizes in an order, with the signs of others. */
  private static double[] ranked(int[] order, double[] signs) {
    double[] values = new double[order.length];
    for (int r = 0; r < order.length; r++) {
      values[order[r]] = (signs[order[r]] < 0 ? -1 : 1) * (double) (order.length - r);
    }
    return values;
  }

  @Test
  void removalInAnyOrderOfAnAllZeroMap() {
    // Each feature is removed at each step with the same probability: the expected curve is a line.
    double[] w = {5, 0.5, 0.25, 0.125, -2, 1};
    double[] turned = {1, -2, 0.125, 0.25, 0.5, 5};
    double whole = Arrays.stream(w).sum();
    for (double[] weights : List.of(w, turned)) {
      Subject nothing = Toy.ones(Toy.linear(weights), new double[6]);
      assertEquals(whole / 2, Toy.value(new PixelFlipping(1, Target.Output.LOGIT), nothing), 1e-12);
      assertEquals(
          whole / 2, Toy.value(new Deletion(1, Target.Output.PROBABILITY), nothing), 1e-12);
      assertEquals(
          whole / 2, Toy.value(new Insertion(1, Target.Output.PROBABILITY), nothing), 1e-12);
      assertEquals(whole / 2, Toy.value(new Aopc(), nothing), 1e-12);
      Subject grouped =
          nothing.with(
              nothing.context().with(org.xai4j.core.explain.FeatureGroups.parse("columns")));
      assertEquals(0.5, Toy.value(new Irof(), grouped), 1e-12);
    }
    double epc = Toy.value(new Epc(), Toy.ones(Toy.linear(1, 1, 1, 1), new double[4]));
    assertEquals(0.5, epc, 1e-12);
  }
}
