package org.xai4j.rnn.extraction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * States clustered by density. A state with enough others within a radius (Euclidean distance by
 * root mean square of the units) is a core; cores within the radius of each other are one cluster,
 * however long the chain. Other states belong to the nearest core. The radius halves until the
 * automaton agrees with the network.
 *
 * @param samples states drawn
 * @param neighbours states within the radius that make a core, itself included
 * @param widest first radius, as a difference of activations
 * @param halvings how often the radius halves at most
 */
@Info(
    id = "dbscan",
    title = "Density clusters of states",
    summary = "Clusters the states by density; the widest radius whose automaton agrees.",
    reference =
        "Ester, Kriegel, Sander, Xu 1996: A density-based algorithm for discovering clusters in"
            + " large spatial databases with noise, KDD")
public record Dbscan(
    @Param(value = "states drawn", min = 1) int samples,
    @Param(value = "states within the radius that make a core", min = 1) int neighbours,
    @Param(value = "first radius, as a difference of activations", min = 1e-6) double widest,
    @Param(value = "how often the radius halves at most", min = 0) int halvings)
    implements Extractor {
  /** 2,000 states, 3 neighbours, radius 0.5 halved up to 6 times. */
  public Dbscan() {
    this(2_000, 3, 0.5, 6);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Selection.run(
        network,
        request,
        samples,
        (sample, selection, random) -> {
          double radius = widest;
          for (int i = 0; i <= halvings; i++) {
            Dense dense = cluster(sample.hidden(), radius, selection.budget());
            if (selection.offer(sample, dense, "radius", radius)) {
              return;
            }
            radius /= 2;
          }
        });
  }

  private Dense cluster(double[][] points, double radius, ExtractionBudget budget) {
    double bound = radius * radius * points[0].length;
    boolean[] core = new boolean[points.length];
    for (int i = 0; i < points.length; i++) {
      budget.check();
      int near = 0;
      for (int j = 0; j < points.length && near < neighbours; j++) {
        near += Centres.squared(points[i], points[j]) <= bound ? 1 : 0;
      }
      // The first state is where every word starts, however rarely it comes again.
      core[i] = near >= neighbours || i == 0;
    }
    boolean[] reached = new boolean[points.length];
    List<double[]> cores = new ArrayList<>();
    List<Integer> clusters = new ArrayList<>();
    int found = 0;
    for (int i = 0; i < points.length; i++) {
      if (core[i] && !reached[i]) {
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(i));
        reached[i] = true;
        while (!open.isEmpty()) {
          budget.check();
          int at = open.remove();
          cores.add(points[at]);
          clusters.add(found);
          for (int j = 0; j < points.length; j++) {
            if (core[j] && !reached[j] && Centres.squared(points[at], points[j]) <= bound) {
              reached[j] = true;
              open.add(j);
            }
          }
        }
        budget.states(++found);
      }
    }
    return new Dense(
        cores.toArray(double[][]::new),
        clusters.stream().mapToInt(Integer::intValue).toArray(),
        found);
  }

  /** Points by the cluster of the nearest core. */
  private record Dense(double[][] cores, int[] clusters, int count) implements StateClusters {
    @Override
    public int assign(double[] hidden) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < cores.length; i++) {
        double d = Centres.squared(hidden, cores[i]);
        if (d < least) {
          least = d;
          best = clusters[i];
        }
      }
      return best;
    }
  }
}
