package org.xai4j.core.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Cuts;
import org.xai4j.core.network.HeldGroup;
import org.xai4j.core.network.HeldValues;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * Explains rows for which other inputs are held at different values: those of equal values
 * together, since for them the model is one function of the explained input. So are rows whose
 * tokens give equal masks and positions, for the methods that work behind the embedding.
 */
final class HeldRun {
  private HeldRun() {}

  /** Explains the rows of one group by a network of one input. */
  @FunctionalInterface
  interface Part {
    Attribution explain(Network network, INDArray rows, Context context);
  }

  /**
   * What is held for each row.
   *
   * @param network of the run
   * @param inputs the rows [n, …]
   * @param inside whether the method works behind the embedding of tokens
   * @return the groups of equal values; none if all rows share them
   */
  static List<HeldGroup> groups(Network network, INDArray inputs, boolean inside) {
    Map<String, INDArray> sides = new LinkedHashMap<>();
    if (inside && network.tokens()) {
      for (Node side : Cuts.around(network, Embedded.table(network))) {
        sides.put(side.name(), network.upTo(side).predict(inputs));
      }
    }
    if (network.uniform() && sides.isEmpty()) {
      return List.of();
    }
    List<HeldGroup> groups = HeldValues.groups(network, sides, (int) inputs.size(0));
    return network.uniform() && groups.size() == 1 ? List.of() : groups;
  }

  /** Explains group by group. */
  static Attribution run(
      Network network,
      INDArray inputs,
      Context context,
      List<HeldGroup> groups,
      boolean background,
      Part part) {
    List<Attribution> parts = new ArrayList<>();
    Optional<INDArray> mask = mask(network, inputs);
    Baseline whole = context.baseline();
    INDArray baseline =
        network.tokens() ? Embedded.ids(network, whole, inputs) : whole.resolve(inputs);
    boolean own = baseline.size(0) == inputs.size(0) && !background;
    for (HeldGroup group : groups) {
      INDArray rows = group.of(inputs);
      Context some = context.with(target(context.target(), group.rows()));
      if (whole instanceof Baseline.Inputs) {
        some = some.with(new Baseline.Rows(baseline, whole.toString()));
      }
      if (!background && (own || mask.isPresent() || whole instanceof Baseline.Mean)) {
        INDArray base = own ? group.of(baseline) : baseline;
        INDArray absent = mask.isPresent() ? blended(rows, base, group.of(mask.get())) : base;
        some = some.with(new Baseline.Rows(absent, whole.toString()));
      }
      parts.add(part.explain(group.network(), rows, some));
    }
    return joined(network, inputs, groups, parts, mask);
  }

  private static Target target(Target target, List<Integer> rows) {
    return target.classes().size() > 1 && target.selection() == Target.Selection.CLASS
        ? new Target(
            target.selection(),
            rows.stream().map(i -> target.classes().get(i)).toList(),
            target.output(),
            target.layer(),
            target.place())
        : target;
  }

  /**
   * A held input that says which cells of the explained one count: of its shape, named a mask, ones
   * and zeros. Cells that do not count are no features: they keep their values.
   */
  private static Optional<INDArray> mask(Network network, INDArray inputs) {
    return network.held().entrySet().stream()
        .filter(e -> e.getKey().contains("mask"))
        .map(Map.Entry::getValue)
        .filter(v -> Arrays.equals(v.shape(), inputs.shape()))
        .filter(v -> Arrays.stream(NdArrays.doubles(v)).allMatch(d -> d == 0 || d == 1))
        .findFirst();
  }

  private static INDArray blended(INDArray rows, INDArray baseline, INDArray mask) {
    double[] x = NdArrays.doubles(rows);
    double[] b = NdArrays.doubles(baseline);
    double[] m = NdArrays.doubles(mask);
    double[] mixed = new double[x.length];
    Arrays.setAll(mixed, i -> m[i] == 0 ? x[i] : b[i % b.length]);
    return NdArrays.array(rows.dataType(), mixed, rows.shape());
  }

  private static Attribution joined(
      Network network,
      INDArray inputs,
      List<HeldGroup> groups,
      List<Attribution> parts,
      Optional<INDArray> mask) {
    INDArray values = HeldGroup.joined(groups, parts.stream().map(Attribution::values).toList());
    if (mask.isPresent() && Arrays.equals(values.shape(), inputs.shape())) {
      // Exactly: a regression over masks leaves noise where the score does not change.
      values.muli(mask.get().castTo(values.dataType()));
    }
    Provenance first = parts.get(0).provenance();
    Map<String, String> request = new LinkedHashMap<>(first.request());
    network.held().forEach((name, value) -> request.put("held:" + name, Digest.of(value)));
    Attribution.Trust trust =
        new Attribution.Trust(
            doubles(groups, parts, a -> a.trust().base()),
            parts.stream().allMatch(a -> a.trust().errors().isPresent())
                ? Optional.of(
                    HeldGroup.joined(
                        groups, parts.stream().map(a -> a.trust().errors().orElseThrow()).toList()))
                : Optional.empty(),
            doubles(groups, parts, a -> a.trust().fit()));
    return new Attribution(
        values,
        doubles(groups, parts, a -> Optional.of(a.scores())).orElseThrow(),
        doubles(groups, parts, Attribution::residuals),
        trust,
        new Cost(
            parts.stream().mapToDouble(a -> a.cost().seconds()).sum(),
            parts.stream().mapToLong(a -> a.cost().forwardRows()).sum(),
            parts.stream().mapToLong(a -> a.cost().backwardRows()).sum()),
        new Provenance(
            first.method(),
            first.parameters(),
            request,
            first.seed(),
            network.hash(),
            Digest.of(inputs),
            first.environment(),
            first.time()));
  }

  private static Optional<double[]> doubles(
      List<HeldGroup> groups,
      List<Attribution> parts,
      Function<Attribution, Optional<double[]>> values) {
    int n = groups.stream().mapToInt(g -> g.rows().size()).sum();
    double[] all = new double[n];
    for (int g = 0; g < parts.size(); g++) {
      Optional<double[]> some = values.apply(parts.get(g));
      if (some.isEmpty()) {
        return Optional.empty();
      }
      List<Integer> rows = groups.get(g).rows();
      for (int i = 0; i < rows.size(); i++) {
        all[rows.get(i)] = some.get()[i];
      }
    }
    return Optional.of(all);
  }
}
