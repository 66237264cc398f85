package org.xai4j.gradient.concept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.ConceptScores;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;

/** Concepts whose effect is known: f = 2h₀ − h₁ on the layer h = x. */
class TcavTest {
  private static final Tcav METHOD = new Tcav("", "", Optional.of("h"), 400, 0.1);
  private static final Context CONTEXT = Context.standard().with(Target.of(0));

  private static Network network() {
    double[] identity = new double[36];
    for (int i = 0; i < 6; i++) {
      identity[7 * i] = 1;
    }
    double[] output = new double[12];
    output[0] = 2;
    output[2] = -1;
    NetworkBuilder b = Network.builder(6);
    int h =
        b.add(
            "h",
            new Dense(NdArrays.array(DataType.DOUBLE, identity, 6, 6), Draw.normal(1, 6).mul(0)),
            0);
    int same = b.add("same", new Dropout(), h);
    return b.build(
        b.add(
            "out",
            new Dense(NdArrays.array(DataType.DOUBLE, output, 6, 2), Draw.normal(1, 2).mul(0)),
            same));
  }

  /** Random points moved by 4 along one axis. */
  private static INDArray examples(long seed, int axis) {
    INDArray points = Draw.normal(seed, 30, 6);
    double[] flat = NdArrays.doubles(points);
    for (int i = 0; i < 30; i++) {
      flat[i * 6 + axis] += 4;
    }
    return NdArrays.array(DataType.DOUBLE, flat, 30, 6);
  }

  private static Map<String, INDArray> concepts() {
    Map<String, INDArray> concepts = new LinkedHashMap<>();
    concepts.put("for", examples(1, 0));
    concepts.put("against", examples(2, 1));
    concepts.put("nothing", examples(3, 4));
    return concepts;
  }

  @Test
  void directionsFollowTheWeights() {
    INDArray x = Draw.normal(4, 10, 6);
    ConceptScores found = METHOD.explain(network(), x, CONTEXT, concepts(), Draw.normal(5, 60, 6));
    assertEquals("h", found.layer());
    ConceptScores.Concept forIt = found.concepts().get(0);
    assertEquals(1, forIt.score(), 0);
    assertEquals(0, found.concepts().get(1).score(), 0);
    assertTrue(forIt.accuracy() > 0.9 && found.random().accuracy() < 0.75, found.toString());
    assertTrue(forIt.p() < 0.02 && found.concepts().get(1).p() < 0.02, found.toString());
    assertTrue(found.concepts().get(2).p() > 0.05, found.toString());
    assertTrue(found.random().low() < 0.5 && found.random().high() > 0.5, found.toString());
  }

  /** Random sets as concepts: small p are as frequent as they say. */
  @Test
  void randomConceptsAreRarelySignificant() {
    INDArray x = Draw.normal(4, 10, 6);
    Tcav method = new Tcav("", "", Optional.of("h"), 99, 0.1);
    INDArray others = Draw.normal(77, 30, 6);
    int tenth = 0;
    int half = 0;
    int trials = 200;
    for (int t = 0; t < trials; t++) {
      // One concept a run, so that no correction is made; other random examples every tenth time.
      others = t % 10 == 0 ? Draw.normal(5_000 + t, 30, 6) : others;
      double p =
          method
              .explain(
                  network(), x, CONTEXT, Map.of("c" + t, Draw.normal(9_000 + t, 12, 6)), others)
              .concepts()
              .get(0)
              .p();
      tenth += p <= 0.1 ? 1 : 0;
      half += p <= 0.5 ? 1 : 0;
    }
    System.out.printf("measured tcav p ≤ 0.1: %d, p ≤ 0.5: %d of %d%n", tenth, half, trials);
    // Four standard deviations of 200 draws about 20 and 100.
    assertTrue(tenth >= 4 && tenth <= 37, tenth + " of " + trials);
    assertTrue(half >= 72 && half <= 128, half + " of " + trials);
  }

  @Test
  void threadsAndChunksChangeNothing() {
    INDArray x = Draw.normal(4, 10, 6);
    INDArray others = Draw.normal(5, 60, 6);
    ConceptScores one =
        METHOD.explain(network(), x, CONTEXT.with(new Execution(3, 1)), concepts(), others);
    ConceptScores two =
        METHOD.explain(network(), x, CONTEXT.with(new Execution(10, 8)), concepts(), others);
    assertEquals(one.concepts(), two.concepts());
    assertEquals(one.random(), two.random());
  }

  @Test
  void readsFilesAndNamesMistakes(@TempDir Path folder) {
    Npy.write(folder.resolve("for.npy"), examples(1, 0));
    Npy.write(folder.resolve("random.npy"), Draw.normal(5, 60, 6));
    Npy.write(folder.resolve("few.npy"), Draw.normal(5, 3, 6));
    INDArray x = Draw.normal(4, 10, 6);
    Tcav method =
        new Tcav(
            folder.resolve("for.npy").toString(),
            folder.resolve("random.npy").toString(),
            Optional.of("h"),
            5,
            0.1);
    ConceptScores found = method.explain(network(), x, CONTEXT);
    assertEquals("for", found.concepts().get(0).name());
    assertEquals(1, found.concepts().get(0).score(), 0);
    assertEquals("tcav", Registry.info(method).id());
    InputException missing =
        assertThrows(InputException.class, () -> new Tcav().explain(network(), x, CONTEXT));
    assertTrue(missing.getMessage().contains("concepts and random"));
    Tcav few =
        new Tcav(
            folder.resolve("few.npy").toString(),
            folder.resolve("random.npy").toString(),
            Optional.of("h"),
            5,
            0.1);
    assertThrows(InputException.class, () -> few.explain(network(), x, CONTEXT));
    Tcav nowhere = new Tcav("", "", Optional.of("nowhere"), 5, 0.1);
    InputException layer =
        assertThrows(
            InputException.class,
            () -> nowhere.explain(network(), x, CONTEXT, concepts(), Draw.normal(5, 60, 6)));
    assertTrue(layer.getMessage().contains("it has"), layer.getMessage());
  }
}
