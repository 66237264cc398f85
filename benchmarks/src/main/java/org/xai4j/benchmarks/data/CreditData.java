package org.xai4j.benchmarks.data;

import java.util.Optional;
import org.xai4j.core.data.TableSchema;

/** The test rows of {@link Tabular#credit}. */
public final class CreditData implements Dataset {
  /** Made by the {@code ServiceLoader}. */
  public CreditData() {}

  @Override
  public String id() {
    return "credit";
  }

  @Override
  public String noun() {
    return "loans";
  }

  @Override
  public Kind kind() {
    return Kind.TABLE;
  }

  @Override
  public Samples test() {
    return Tabular.credit().test();
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(Tabular.credit().train());
  }

  @Override
  public Optional<TableSchema> columns() {
    return Optional.of(Tabular.credit().schema());
  }
}
