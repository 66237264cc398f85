package org.xai4j.core.explanation;

import org.xai4j.core.run.Provenance;

/** What an explainer answers. */
public sealed interface Explanation
    permits Attribution,
        Automaton,
        ConceptScores,
        Counterfactuals,
        Curves,
        DecisionRules,
        GlobalImportance,
        Interactions,
        Prototypes,
        SetInteractions,
        Surrogate {
  /**
   * How it was made.
   *
   * @return enough to make it again
   */
  Provenance provenance();
}
