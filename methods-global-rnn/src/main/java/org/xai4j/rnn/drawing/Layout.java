package org.xai4j.rnn.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.rnn.language.Moore;

/**
 * Places for an automaton's states: in columns by their distance from the initial state, within a
 * column ordered by the mean place of their neighbours (Sugiyama, Tagawa, Toda 1981). Transitions
 * between the same two states become one arrow.
 *
 * @param x horizontal place of each state
 * @param y vertical place of each state
 * @param arrows from, to, and the symbols
 * @param width of the picture
 * @param height of the picture
 */
record Layout(double[] x, double[] y, List<Arrow> arrows, double width, double height) {
  static final double RADIUS = 22;
  private static final double COLUMN = 150;
  private static final double ROW = 140;
  private static final double MARGIN = 70;
  private static final int SWEEPS = 8;

  /** An arrow with all its symbols. */
  record Arrow(int from, int to, List<String> symbols) {
    String label() {
      return symbols.size() <= 6
          ? String.join(", ", symbols)
          : String.join(", ", symbols.subList(0, 5)) + ", … (" + symbols.size() + ")";
    }
  }

  static Layout of(Moore machine) {
    int n = machine.states();
    int[] column = new int[n];
    List<List<Integer>> columns = new ArrayList<>();
    var access = machine.accessWords();
    for (int s = 0; s < n; s++) {
      column[s] = access.get(s).map(w -> w.length).orElse(0);
      while (columns.size() <= column[s]) {
        columns.add(new ArrayList<>());
      }
      columns.get(column[s]).add(s);
    }
    List<Arrow> arrows = arrows(machine);
    double[] rank = new double[n];
    place(columns, rank);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double[] wish = wishes(n, arrows, column, rank);
      for (List<Integer> states : columns) {
        states.sort(Comparator.comparingDouble(s -> wish[s]));
      }
      place(columns, rank);
    }
    int rows = columns.stream().mapToInt(List::size).max().orElse(1);
    double[] x = new double[n];
    double[] y = new double[n];
    double height = 2 * MARGIN + 40 + (rows - 1) * ROW;
    for (int s = 0; s < n; s++) {
      x[s] = MARGIN + 20 + column[s] * COLUMN;
      y[s] = height / 2 + rank[s] * ROW;
    }
    return new Layout(x, y, arrows, 2 * MARGIN + 40 + (columns.size() - 1) * COLUMN, height);
  }

  /** Ranks of a column are centred at 0. */
  private static void place(List<List<Integer>> columns, double[] rank) {
    for (List<Integer> states : columns) {
      for (int i = 0; i < states.size(); i++) {
        rank[states.get(i)] = i - (states.size() - 1) / 2.0;
      }
    }
  }

  private static double[] wishes(int n, List<Arrow> arrows, int[] column, double[] rank) {
    double[] sum = new double[n];
    int[] count = new int[n];
    for (Arrow arrow : arrows) {
      if (column[arrow.from()] != column[arrow.to()]) {
        sum[arrow.to()] += rank[arrow.from()];
        count[arrow.to()]++;
        sum[arrow.from()] += rank[arrow.to()];
        count[arrow.from()]++;
      }
    }
    for (int s = 0; s < n; s++) {
      sum[s] = count[s] == 0 ? rank[s] : sum[s] / count[s];
    }
    return sum;
  }

  /** All transitions. */
  static List<Arrow> arrows(Moore machine) {
    Map<List<Integer>, List<String>> labels = new LinkedHashMap<>();
    for (int s = 0; s < machine.states(); s++) {
      for (int a = 0; a < machine.symbols(); a++) {
        labels
            .computeIfAbsent(Arrays.asList(s, machine.next()[s][a]), k -> new ArrayList<>())
            .add(machine.alphabet().get(a));
      }
    }
    return labels.entrySet().stream()
        .map(e -> new Arrow(e.getKey().get(0), e.getKey().get(1), e.getValue()))
        .toList();
  }

  /** Whether there is an arrow back. */
  static boolean mutual(Arrow arrow, List<Arrow> arrows) {
    return arrows.stream().anyMatch(a -> a.from() == arrow.to() && a.to() == arrow.from());
  }
}
