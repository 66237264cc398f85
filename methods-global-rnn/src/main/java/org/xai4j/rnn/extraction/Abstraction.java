package org.xai4j.rnn.extraction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * The abstraction of a network's state space of Weiss, Goldberg and Yahav (2018). The space is
 * divided into regions by a tree. A breadth-first search explores the network region by region
 * beside a hypothesis; each region stands for the state of its first visitor. When a visitor
 * arrives whose output contradicts the hypothesis, its word is a counterexample. When a visitor's
 * state of the hypothesis is not the one of the region's first visitor, a word that tells the two
 * states apart is put to the network: either it contradicts the hypothesis, or the region is split
 * between the visitors and the search starts again. The first split cuts the units in which the two
 * differ most, later ones cut halfway between them. When the search ends, hypothesis and
 * abstraction agree.
 */
final class Abstraction {
  /** Units cut by the first split. */
  private static final int FIRST_SPLIT = 10;

  private final SteppedNetwork network;
  private final ExtractionBudget budget;
  private Region root = new Region();
  private int regions = 1;
  private int refinements;

  Abstraction(SteppedNetwork network, ExtractionBudget budget) {
    this.network = network;
    this.budget = budget;
  }

  /** A leaf, or a hyperplane normal·x = offset with a subtree on either side. */
  private static final class Region {
    double @Nullable [] normal;
    double offset;
    @Nullable Region below;
    @Nullable Region above;

    Region leaf(double[] x) {
      Region region = this;
      while (region.normal != null) {
        double sum = 0;
        for (int d = 0; d < x.length; d++) {
          sum += region.normal[d] * x[d];
        }
        Region side = sum < region.offset ? region.below : region.above;
        region = java.util.Objects.requireNonNull(side);
      }
      return region;
    }

    void cut(double[] direction, double at) {
      normal = direction;
      offset = at;
      below = new Region();
      above = new Region();
    }
  }

  /** A visitor of a region: the network's state, the hypothesis's state, and the word there. */
  private record Visit(double[] state, int hypothesis, int[] word) {}

  int refinements() {
    return refinements;
  }

  int regions() {
    return regions;
  }

  Optional<int[]> counterexample(Moore hypothesis) {
    Outcome outcome = search(hypothesis);
    while (outcome.split()) {
      outcome = search(hypothesis);
    }
    return outcome.word();
  }

  /** How a search ended: with a counterexample, with a region split, or in agreement. */
  private record Outcome(boolean split, Optional<int[]> word) {}

  private Outcome search(Moore hypothesis) {
    int[][] next = hypothesis.next();
    Map<Region, Visit> firsts = new HashMap<>();
    ArrayDeque<Visit> open = new ArrayDeque<>();
    open.add(new Visit(network.initial(), hypothesis.initial(), new int[0]));
    while (!open.isEmpty()) {
      Visit visit = open.remove();
      budget.check();
      if (network.output(visit.state()) != hypothesis.outputs()[visit.hypothesis()]) {
        return new Outcome(false, Optional.of(visit.word()));
      }
      Region region = root.leaf(network.hidden(visit.state()));
      Visit first = firsts.putIfAbsent(region, visit);
      if (first == null) {
        budget.states(firsts.size());
        for (int a = 0; a < network.symbols(); a++) {
          int[] word = Arrays.copyOf(visit.word(), visit.word().length + 1);
          word[word.length - 1] = a;
          double[] state = budget.step(network, visit.state(), a);
          open.add(new Visit(state, next[visit.hypothesis()][a], word));
        }
      } else if (first.hypothesis() != visit.hypothesis()) {
        Optional<int[]> conflict = conflict(hypothesis, first, visit);
        if (conflict.isPresent()) {
          return new Outcome(false, conflict);
        }
        if (split(region, first, visit)) {
          return new Outcome(true, Optional.empty());
        }
      }
    }
    return new Outcome(false, Optional.empty());
  }

  private Optional<int[]> conflict(Moore hypothesis, Visit one, Visit other) {
    Optional<int[]> tail = hypothesis.separating(one.hypothesis(), other.hypothesis());
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    for (Visit visit : List.of(one, other)) {
      int[] word = Arrays.copyOf(visit.word(), visit.word().length + tail.get().length);
      System.arraycopy(tail.get(), 0, word, visit.word().length, tail.get().length);
      if (budget.answer(network, word) != hypothesis.output(word)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  /** False if the two visitors cannot be told apart. */
  private boolean split(Region region, Visit first, Visit second) {
    double[] one = network.hidden(first.state());
    double[] other = network.hidden(second.state());
    if (Arrays.equals(one, other)) {
      return false;
    }
    if (refinements++ == 0) {
      List<Region> leaves = new ArrayList<>(List.of(region));
      for (int unit : differing(one, other)) {
        double[] direction = new double[one.length];
        direction[unit] = 1;
        List<Region> halves = new ArrayList<>();
        for (Region leaf : leaves) {
          leaf.cut(direction, (one[unit] + other[unit]) / 2);
          halves.add(java.util.Objects.requireNonNull(leaf.below));
          halves.add(java.util.Objects.requireNonNull(leaf.above));
        }
        leaves = halves;
      }
      regions = leaves.size();
      return true;
    }
    double[] direction = new double[one.length];
    double offset = 0;
    for (int d = 0; d < one.length; d++) {
      direction[d] = other[d] - one[d];
      offset += direction[d] * (one[d] + other[d]) / 2;
    }
    region.cut(direction, offset);
    regions++;
    return true;
  }

  private static List<Integer> differing(double[] one, double[] other) {
    List<Integer> units = new ArrayList<>();
    for (int d = 0; d < one.length; d++) {
      if (one[d] != other[d]) {
        units.add(d);
      }
    }
    units.sort(java.util.Comparator.comparingDouble((Integer d) -> -Math.abs(one[d] - other[d])));
    return units.subList(0, Math.min(FIRST_SPLIT, units.size()));
  }
}
