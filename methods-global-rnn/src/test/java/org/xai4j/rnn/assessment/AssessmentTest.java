package org.xai4j.rnn.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.extraction.KMeans;
import org.xai4j.rnn.extraction.LStar;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;

class AssessmentTest {
  private static final Language LANGUAGE = Languages.get("tomita2");
  private static final TrainedNetwork NETWORK =
      LanguageTrainer.train(
          Training.standard(Architecture.ELMAN).withUnits(10).withUpdates(1_000), LANGUAGE, 1);

  @Test
  void aTrueAutomatonAgreesEverywhereAndAFalseOneDoesNot() {
    Assessment right = Assessment.of(NETWORK, LANGUAGE.machine(), 0);
    assertEquals(1, right.fidelity());
    assertEquals(1, right.stability());
    assertEquals(1, right.states().stream().mapToDouble(Assessment.Meaning::visits).sum(), 1e-12);
    right.states().forEach(s -> assertEquals(1, s.purity()));
    assertEquals("ε", right.states().get(0).access());
    assertEquals("accept", right.states().get(0).output());
    Assessment wrong = Assessment.of(NETWORK, Languages.get("parity").machine(), 0);
    assertTrue(wrong.fidelity() < 0.9, () -> "fidelity " + wrong.fidelity());
    assertTrue(wrong.states().stream().anyMatch(s -> s.purity() < 1));
  }

  @Test
  void explainsWithFiguresAndProvenance() {
    ExplainedNetwork explained =
        ExplainedNetwork.of(
            NETWORK,
            new LStar(),
            Request.like(LANGUAGE.machine()).withSeed(7),
            Optional.of(LANGUAGE),
            Map.of("network", "elman"));
    assertTrue(explained.difference().isEmpty());
    assertEquals(3.0, explained.automaton().figures().get("states"));
    assertEquals("lstar", explained.automaton().provenance().method());
    assertEquals(7, explained.automaton().provenance().seed());
    assertEquals(NETWORK.hash(), explained.automaton().provenance().model());
  }

  @Test
  void aNetworkThatLearntSomethingElseIsFalsifiedByAWord() {
    Language other = Languages.get("parity");
    ExplainedNetwork explained =
        ExplainedNetwork.of(
            NETWORK, new KMeans(), Request.like(other.machine()), Optional.of(other), Map.of());
    ExplainedNetwork.Difference difference = explained.difference().orElseThrow();
    // The empty word is in both, b in parity alone.
    assertEquals(new ExplainedNetwork.Difference("b", "accept", "reject", "reject"), difference);
  }

  @Test
  void picturesNameEveryStateAndSymbol() {
    Moore machine = Languages.get("addition2").machine();
    String svg = Drawing.svg(machine);
    String dot = Drawing.dot(machine);
    for (int s = 0; s < machine.states(); s++) {
      assertTrue(svg.contains(">q" + s + "<"));
      assertTrue(dot.contains("q" + s + " / " + machine.outputNames().get(machine.outputs()[s])));
    }
    assertEquals(
        machine.states() * machine.symbols() + 1L,
        dot.lines().filter(l -> l.contains("->")).count());
    var image = Drawing.image(LANGUAGE.machine());
    assertTrue(image.getWidth() > 300 && image.getHeight() > 150);
    assertEquals(svg, Drawing.svg(machine));
  }
}
