package org.xai4j.benchmarks.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The test digits of {@link Mnist}. */
public final class MnistData implements Dataset {
  /** Made by the {@code ServiceLoader}. */
  public MnistData() {}

  @Override
  public String id() {
    return "mnist";
  }

  @Override
  public String noun() {
    return "handwritten digits";
  }

  @Override
  public Kind kind() {
    return Kind.IMAGE;
  }

  @Override
  public Samples test() {
    return samples(Mnist.test());
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(samples(Mnist.train()));
  }

  private static Samples samples(Mnist digits) {
    List<String> names = IntStream.range(0, Mnist.CLASSES).mapToObj(String::valueOf).toList();
    return new Samples(digits.images(), digits.labels(), names);
  }
}
