package org.xai4j.benchmarks.data;

import java.util.Optional;
import org.xai4j.core.data.TableSchema;

/** The test rows of {@link Tabular#breastCancer}. */
public final class BreastCancerData implements Dataset {
  /** Made by the {@code ServiceLoader}. */
  public BreastCancerData() {}

  @Override
  public String id() {
    return "breast-cancer";
  }

  @Override
  public String noun() {
    return "tumours";
  }

  @Override
  public Kind kind() {
    return Kind.TABLE;
  }

  @Override
  public Samples test() {
    return Tabular.breastCancer().test();
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(Tabular.breastCancer().train());
  }

  @Override
  public Optional<TableSchema> columns() {
    return Optional.of(Tabular.breastCancer().schema());
  }
}
