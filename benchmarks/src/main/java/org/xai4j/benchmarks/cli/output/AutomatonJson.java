package org.xai4j.benchmarks.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.relevance.TemporalRelevance;
import org.xai4j.rnn.assessment.ExplainedNetwork;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.WeightedAutomaton;

/** An extracted automaton with all its figures as JSON. */
public final class AutomatonJson {
  private AutomatonJson() {}

  /**
   * The file's text.
   *
   * @param explained the automaton
   * @param relevance how methods agree with it; left out if empty
   * @param said sentences about it, whose figures the rest of the file holds; left out if empty
   * @return JSON with a line break at its end
   */
  public static String of(
      ExplainedNetwork explained, List<TemporalRelevance.Agreement> relevance, List<String> said) {
    Moore machine = explained.extraction().machine();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("alphabet", machine.alphabet());
    map.put("states", machine.states());
    map.put("initial", machine.initial());
    if (machine.accepts()) {
      map.put(
          "accepting",
          IntStream.range(0, machine.states()).filter(s -> machine.outputs()[s] == 1).toArray());
    } else {
      map.put(
          "outputs",
          Arrays.stream(machine.outputs()).mapToObj(machine.outputNames()::get).toList());
    }
    map.put("transitions", machine.next());
    map.put("complete", explained.extraction().complete());
    map.put("stopped", explained.extraction().stopped());
    explained.extraction().weighted().ifPresent(w -> map.put("weighted", weighted(w)));
    explained.difference().ifPresent(d -> map.put("difference", d));
    map.put("figures", explained.automaton().figures());
    map.put("assessment", explained.assessment());
    if (!relevance.isEmpty()) {
      map.put("relevance", relevance);
    }
    if (!said.isEmpty()) {
      map.put("said", said);
    }
    map.put("provenance", explained.automaton().provenance());
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(map)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and records are JSON", e);
    }
  }

  private static Map<String, Object> weighted(WeightedAutomaton automaton) {
    Map<String, Object> matrices = new LinkedHashMap<>();
    for (int a = 0; a < automaton.alphabet().size(); a++) {
      matrices.put(automaton.alphabet().get(a), automaton.transitions()[a]);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rank", automaton.rank());
    map.put("outputs", automaton.outputNames());
    map.put("initial", automaton.initial());
    map.put("transitions", matrices);
    map.put("final", automaton.last());
    return map;
  }
}
