package org.xai4j.benchmarks.data;

import java.util.List;
import java.util.Optional;

/** Splice junctions as a data set of experiments. */
public final class SpliceData implements Dataset {
  /** Made by the {@code ServiceLoader}. */
  public SpliceData() {}

  @Override
  public String id() {
    return "splice";
  }

  @Override
  public String noun() {
    return "windows of DNA";
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  @Override
  public Samples test() {
    Splice test = Splice.test();
    return new Samples(test.inputs(), test.labels(), Splice.CLASSES);
  }

  @Override
  public Optional<Samples> train() {
    Splice train = Splice.train();
    return Optional.of(new Samples(train.inputs(), train.labels(), Splice.CLASSES));
  }

  @Override
  public List<String> channels() {
    return List.of(Splice.LETTERS.split(""));
  }
}
