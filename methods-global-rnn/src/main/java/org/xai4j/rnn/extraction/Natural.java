package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * The clusters that are there. A network trained with recurrent noise keeps its states in a few
 * tight, well separated spots; states closer than a radius (largest difference of a unit) to the
 * first state of a spot belong to it. The radius halves from a wide one until the automaton agrees
 * with the network, so that no number of clusters and no grid is imposed.
 *
 * @param samples states drawn
 * @param widest first radius
 * @param halvings how often the radius halves at most
 */
@Info(
    id = "natural",
    title = "Natural clusters",
    summary = "States of a noise-trained network fall into separate spots; each spot is a state.",
    reference =
        "Oliva, Lago-Fernández 2019: Interpretability of recurrent neural networks trained on"
            + " regular languages, IWANN; 2021: Stability of internal states in recurrent neural"
            + " networks trained on regular languages, Neurocomputing 452")
public record Natural(
    @Param(value = "states drawn", min = 1) int samples,
    @Param(value = "first radius, as a difference of activations", min = 1e-6) double widest,
    @Param(value = "how often the radius halves at most", min = 0) int halvings)
    implements Extractor {
  /** 20,000 states, radius 1 halved up to 7 times. */
  public Natural() {
    this(20_000, 1, 7);
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
            Spots spots = Spots.of(sample.hidden(), radius, selection.budget());
            if (selection.offer(sample, spots, "radius", radius)) {
              return;
            }
            radius /= 2;
          }
        });
  }

  /** Points by the first one within the radius. */
  private record Spots(List<double[]> firsts, double radius) implements StateClusters {
    static Spots of(double[][] points, double radius, ExtractionBudget budget) {
      List<double[]> firsts = new ArrayList<>();
      for (double[] point : points) {
        if (nearest(firsts, point, radius) < 0) {
          firsts.add(point);
          budget.states(firsts.size());
          budget.check();
        }
      }
      return new Spots(firsts, radius);
    }

    private static int nearest(List<double[]> firsts, double[] point, double radius) {
      int best = -1;
      double distance = radius;
      for (int i = 0; i < firsts.size(); i++) {
        double d = distance(firsts.get(i), point, distance);
        if (d < distance) {
          distance = d;
          best = i;
        }
      }
      return best;
    }

    /** The largest difference of a coordinate; stops counting at a bound. */
    private static double distance(double[] a, double[] b, double bound) {
      double largest = 0;
      for (int i = 0; i < a.length && largest < bound; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
      return largest;
    }

    @Override
    public int count() {
      return firsts.size();
    }

    @Override
    public int assign(double[] hidden) {
      return Math.max(0, nearest(firsts, hidden, Double.POSITIVE_INFINITY));
    }
  }
}
