package org.xai4j.benchmarks.experiment;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xai4j.benchmarks.scale.RowBlock;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.Cost;

/** The attributions of a method as they arrive from workers, in any order. */
final class AttributionParts {
  private final List<ExplainWork.Part> parts = new ArrayList<>();

  /** One more part. */
  void add(ExplainWork.Part part) {
    parts.add(part);
  }

  /** How many rows have arrived. */
  long rows() {
    return parts.stream().mapToLong(part -> part.block().range().size()).sum();
  }

  /** All parts as one; times and model calls are their sums. */
  AttributionStages.Kept joined() {
    parts.sort(Comparator.comparing(part -> part.block().range().from()));
    RowBlock first = parts.get(0).block();
    long[] shape = new long[first.shape().length + 1];
    shape[0] = rows();
    System.arraycopy(first.shape(), 0, shape, 1, first.shape().length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Npy.header(first.single(), shape));
    parts.forEach(part -> bytes.writeBytes(part.block().values()));
    double[] scores = numbers(RowBlock::scores);
    double[] residuals = numbers(RowBlock::residuals);
    double[] bases = numbers(RowBlock::bases);
    Optional<String> warning =
        Attribution.warning(
            residuals.length, i -> residuals[(int) i], i -> scores[(int) i] - bases[(int) i]);
    return new AttributionStages.Kept(
        Npy.parse(bytes.toByteArray(), "the attributions"),
        AttributionStages.vector(scores),
        Optional.of(residuals).filter(r -> r.length > 0).map(AttributionStages::vector),
        new Cost(
            parts.stream().mapToDouble(ExplainWork.Part::seconds).sum(),
            parts.stream().mapToLong(ExplainWork.Part::forward).sum(),
            parts.stream().mapToLong(ExplainWork.Part::backward).sum()),
        warning.orElse(""),
        false);
  }

  private double[] numbers(Function<RowBlock, double[]> of) {
    return parts.stream().flatMapToDouble(part -> Arrays.stream(of.apply(part.block()))).toArray();
  }
}
