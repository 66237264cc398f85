package org.xai4j.lrp.composite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Fuzz;
import org.xai4j.core.testing.Goldens;
import org.xai4j.lrp.Given;
import org.xai4j.lrp.Lrp;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.FlatRule;
import org.xai4j.lrp.rule.GammaRule;
import org.xai4j.lrp.rule.ZBoxRule;

/** Composites in Java and YAML, and what is said of wrong ones. */
class CompositeTest {
  private static final String GAMMA_BOX =
      """
      rules:
        - first: 1
          rule: z-box(low=0, high=1)
        - type: convolution
          rule: gamma(gamma=0.25)
        - name: fc*
          rule: epsilon(epsilon=1e-6)
      sums: norm
      start: score
      """;

  @Test
  void yamlEqualsJava() {
    assertEquals(
        Composite.builder()
            .first(1, new ZBoxRule(0, 1, 1e-6))
            .type("convolution", new GammaRule(0.25, 1e-6, Bias.ABSORBED))
            .name("fc*", new EpsilonRule(1e-6))
            .build(),
        CompositeFile.parse(GAMMA_BOX));
  }

  @Test
  void compositesOfAnyDamage() {
    Fuzz.run(
        "composite",
        GAMMA_BOX.getBytes(StandardCharsets.UTF_8),
        300,
        bytes -> CompositeFile.parse(new String(bytes, StandardCharsets.UTF_8)));
  }

  /** As a regular expression this takes longer than anyone waits. */
  @Test
  void starsTakeNoTime() {
    String pattern = "*a".repeat(30) + "b";
    Network network = Goldens.cnn();
    Selector selector = new Selector.Name(pattern);
    assertTrue(network.nodes().stream().noneMatch(n -> selector.fits(n, 0, 0)));
    assertTrue(new Selector.Name("*on*").fits(network.node("conv2"), 0, 0));
    assertTrue(new Selector.Name("conv2*").fits(network.node("conv2"), 0, 0));
    assertTrue(!new Selector.Name("con.2").fits(network.node("conv2"), 0, 0));
  }

  @Test
  void aFileIsAMethod(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(file, GAMMA_BOX);
    Network network = Goldens.cnn().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    INDArray r = new Lrp(file.toString()).explain(network, x, Context.standard()).values();
    INDArray golden = Goldens.array("ref/cnn/zennit_epsilon_gamma_box.npy");
    assertTrue(Goldens.error(golden, r) <= 1e-9);
  }

  @Test
  void lastLayersAreCountedFromTheOutput() {
    Network network = Goldens.cnn();
    Composite composite =
        Composite.builder()
            .last(2, new EpsilonRule(0.5))
            .type("affine", new FlatRule(1e-6))
            .build();
    var rules = composite.rules(network);
    assertEquals(new EpsilonRule(0.5), rules.of(network.node("fc1")));
    assertEquals(new FlatRule(1e-6), rules.of(network.node("conv2")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{type: dense, rule: epsilon}] | layer 'conv1'",
        "rules: [{name: fc9, rule: epsilon}]\\ndefault: epsilon | names layer 'fc9'",
        "rules: [{first: 0, rule: epsilon}] | from 1 on",
        "rules: [{first: 1, rule: gama}] | did you mean 'gamma'",
        "rules: [{first: 1, rule: gamma(beta=1)}] | no parameter 'beta'",
        "rules: [{first: 1, rule: gamma(gamma=x)}] | number as gamma",
        "rules: [{first: 1, rule: gamma(gamma=-1)}] | from 0 on",
        "rules: [{first: 1, rule: z-plus(bias=some)}] | absorbed, shared, ignored",
        "rules: [{first: 1, rule: z-box(low=1)}] | low to be below high",
        "rules: [{first: 1, rule: alpha-beta(beta=2)}] | alpha - beta = 1",
        "rules: [{first: 1, type: dense, rule: flat}] | one of first, last, type, name",
        "rules: [{type: MaxPooling2D, rule: z-plus}]\\ndefault: flat\\nstart: x | score or one",
        "rules: [{name: pool1, rule: z-plus}]\\ndefault: flat | for layers with weights",
        "defaults: epsilon | no key 'defaults'",
        "'[' | is no YAML"
      })
  void wrongCompositesAreOneSentence(String yaml, String part) {
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new Given(CompositeFile.parse(yaml.replace("\\n", "\n")))
                    .explain(
                        Goldens.cnn(),
                        Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 1),
                        Context.standard()));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aMethodWithoutItsFileSaysSo() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 1);
    for (String path : new String[] {"", "missing.yaml"}) {
      assertThrows(
          InputException.class, () -> new Lrp(path).explain(Goldens.cnn(), x, Context.standard()));
    }
  }
}
