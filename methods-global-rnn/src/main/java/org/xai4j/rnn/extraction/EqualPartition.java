package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * Each unit's range is cut into q equal intervals; the cells that the network visits are states. q
 * grows until the automaton agrees with the network.
 *
 * @param samples states drawn
 * @param largest last q
 */
@Info(
    id = "partition",
    title = "Equal partition",
    summary = "Cuts each unit's range into q equal intervals; the cells visited are states.",
    reference =
        "Omlin, Giles 1996: Extraction of rules from discrete-time recurrent neural networks,"
            + " Neural Networks 9")
public record EqualPartition(
    @Param(value = "states drawn", min = 1) int samples,
    @Param(value = "last number of intervals", min = 1) int largest)
    implements Extractor {
  /** 20,000 states, q up to 8. */
  public EqualPartition() {
    this(20_000, 8);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Selection.run(
        network,
        request,
        samples,
        (sample, selection, random) -> {
          for (int q = 1; q <= largest; q++) {
            Cells cells = Cells.of(sample.hidden(), q, selection.budget());
            if (selection.offer(sample, cells, "intervals", q)) {
              return;
            }
          }
        });
  }

  /** Points by their cell; points of cells never visited by the cell that differs least. */
  private record Cells(
      int intervals, double[] low, double[] high, Map<List<Integer>, Integer> places)
      implements StateClusters {
    static Cells of(double[][] points, int intervals, ExtractionBudget budget) {
      double[] low = points[0].clone();
      double[] high = points[0].clone();
      for (double[] p : points) {
        for (int d = 0; d < p.length; d++) {
          low[d] = Math.min(low[d], p[d]);
          high[d] = Math.max(high[d], p[d]);
        }
      }
      Cells cells = new Cells(intervals, low, high, new HashMap<>());
      for (double[] p : points) {
        cells.places.computeIfAbsent(cells.cell(p), c -> cells.places.size());
        budget.states(cells.places.size());
      }
      return cells;
    }

    private List<Integer> cell(double[] p) {
      Integer[] cell = new Integer[p.length];
      for (int d = 0; d < p.length; d++) {
        double width = high[d] - low[d];
        // A unit that hardly moves says nothing.
        double place = width < 1e-3 ? 0 : intervals * (p[d] - low[d]) / width;
        cell[d] = (int) Math.max(0, Math.min(intervals - 1, Math.floor(place)));
      }
      return new ArrayList<>(Arrays.asList(cell));
    }

    @Override
    public int count() {
      return places.size();
    }

    @Override
    public int assign(double[] hidden) {
      List<Integer> cell = cell(hidden);
      Integer place = places.get(cell);
      return place != null ? place : nearest(cell);
    }

    private int nearest(List<Integer> cell) {
      int best = 0;
      int fewest = Integer.MAX_VALUE;
      for (Map.Entry<List<Integer>, Integer> known : places.entrySet()) {
        int difference = 0;
        for (int d = 0; d < cell.size(); d++) {
          difference += Math.abs(cell.get(d) - known.getKey().get(d));
        }
        boolean first = difference == fewest && known.getValue() < best;
        if (difference < fewest || first) {
          fewest = difference;
          best = known.getValue();
        }
      }
      return best;
    }
  }
}
