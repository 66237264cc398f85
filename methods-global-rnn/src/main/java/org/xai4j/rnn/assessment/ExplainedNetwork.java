package org.xai4j.rnn.assessment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explanation.Automaton;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Provenance;
import org.xai4j.rnn.extraction.Extraction;
import org.xai4j.rnn.extraction.Extractor;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * A network explained by an automaton: extracted, assessed, and compared with the language if that
 * is known.
 *
 * @param extraction what the method found
 * @param assessment how well it describes the network
 * @param difference from the language, if that is known and there is one
 * @param automaton all of it as one explanation
 */
public record ExplainedNetwork(
    Extraction extraction,
    Assessment assessment,
    Optional<Difference> difference,
    Automaton automaton) {
  /**
   * A shortest word that refutes the automaton as a description of the language.
   *
   * @param word the word
   * @param language its output in the language
   * @param automaton its output in the automaton
   * @param network its output in the network: whether the network or the automaton is to blame
   */
  public record Difference(String word, String language, String automaton, String network) {}

  /**
   * Extracts, assesses and compares.
   *
   * @param network to explain
   * @param extractor how
   * @param request names, seed and limits
   * @param language what the network should compute, if known
   * @param context settings that made the network, for the provenance
   * @return the explanation
   * @throws org.xai4j.core.run.InputException if the names do not fit the network
   */
  public static ExplainedNetwork of(
      SteppedNetwork network,
      Extractor extractor,
      Request request,
      Optional<Language> language,
      Map<String, String> context) {
    Extraction extraction = extractor.extract(network, request);
    Moore machine = extraction.machine();
    Assessment assessment = Assessment.of(network, machine, request.seed());
    Optional<Difference> difference =
        language.flatMap(
            l -> l.machine().difference(machine).map(w -> difference(l, machine, network, w)));
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("states", (double) machine.states());
    figures.put("states-before-minimisation", (double) extraction.raw().states());
    figures.put("fidelity", assessment.fidelity());
    figures.put("stability", assessment.stability());
    figures.put("active-units", (double) assessment.activeUnits());
    figures.put("saturated", assessment.saturated());
    figures.put("counterexamples", (double) extraction.counterexamples());
    figures.put("queries", (double) extraction.queries());
    figures.put("steps", (double) extraction.steps());
    figures.put("seconds", extraction.seconds());
    extraction.figures().forEach(figures::putIfAbsent);
    Map<String, String> asked = new LinkedHashMap<>(context);
    asked.put("language", language.map(Language::id).orElse("unknown"));
    asked.put("time-limit", String.valueOf(request.limits().seconds()));
    asked.put("state-limit", String.valueOf(request.limits().states()));
    Provenance provenance =
        new Provenance(
            Registry.info(extractor).id(),
            Registry.parameters(extractor),
            asked,
            request.seed(),
            network.hash(),
            Digest.of(String.join("\n", request.alphabet())),
            Provenance.environment("rnn"),
            Provenance.now());
    return new ExplainedNetwork(
        extraction,
        assessment,
        difference,
        new Automaton(
            machine.alphabet(),
            machine.outputNames(),
            machine.initial(),
            machine.outputs(),
            machine.next(),
            figures,
            provenance));
  }

  private static Difference difference(
      Language language, Moore machine, SteppedNetwork network, int[] word) {
    return new Difference(
        machine.text(word),
        machine.outputNames().get(language.machine().output(word)),
        machine.outputNames().get(machine.output(word)),
        machine.outputNames().get(network.answer(word)));
  }
}
