package org.xai4j.lrp.composite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.network.Rules;
import org.xai4j.core.run.InputException;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.RecurrentRule;

/**
 * Which rule each layer has. The first choice that fits a layer counts; a layer with weights that
 * none fits has the default, and is an error without one. Layers without weights that no choice
 * fits have the rules of {@code docs/methods-lrp.md}: activations pass, maxima let the winner take
 * all, sums and averages have the rule for sums.
 *
 * @param choices in order
 * @param otherwise the default of layers with weights
 * @param sums the rule of sums, averages and normalisations that stand alone
 * @param start the relevance of the explained output
 */
public record Composite(List<Choice> choices, Optional<Rule> otherwise, Rule sums, Start start) {
  /** Copies the list. */
  public Composite {
    choices = List.copyOf(choices);
  }

  /**
   * A rule and the layers it is for.
   *
   * @param selector the layers
   * @param rule the rule
   */
  public record Choice(Selector selector, Rule rule) {}

  /**
   * Starts a composite with no choices and no default; sums have the norm rule with 1e-6, and
   * relevance starts as the score.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * One rule for all layers with weights.
   *
   * @param rule of dense layers and convolutions
   * @param sums of sums and averages
   * @return the composite
   */
  public static Composite of(Rule rule, Rule sums) {
    return builder().otherwise(rule).sums(sums).build();
  }

  /**
   * The rules of a network's nodes.
   *
   * @param network any network
   * @return a rule for every node
   * @throws InputException if a layer has no rule, or a name fits no layer
   */
  public Rules rules(Network network) {
    long count = network.nodes().stream().filter(n -> n.layer() instanceof Affine).count();
    List<Rule> chosen = new ArrayList<>();
    int depth = 0;
    for (Node node : network.nodes()) {
      boolean affine = node.layer() instanceof Affine;
      chosen.add(rule(node, affine ? depth++ : -1, (int) count));
    }
    for (Choice choice : choices) {
      if (choice.selector() instanceof Selector.Name name) {
        name.requireOne(network);
      }
    }
    return new Chosen(chosen);
  }

  /** The rules of a network's nodes in order: equal if all of them are. */
  private record Chosen(List<Rule> rules) implements Rules {
    @Override
    public Rule of(Node node) {
      return rules.get(node.index());
    }

    @Override
    public Optional<Object> key() {
      return Optional.of(rules);
    }
  }

  private Rule rule(Node node, int depth, int count) {
    for (Choice choice : choices) {
      if (choice.selector().fits(node, depth, count)) {
        return choice.rule();
      }
    }
    if (node.layer() instanceof Affine) {
      return otherwise.orElseThrow(
          () ->
              new InputException(
                  "No rule of the composite fits layer '"
                      + node.name()
                      + "' of type "
                      + node.layer().type()
                      + "; add one, or name a default."));
    }
    return DefaultRules.of(node.layer(), sums, recurrent())
        .orElseThrow(
            () ->
                new InputException(
                    "Layer '"
                        + node.name()
                        + "' of type "
                        + node.layer().type()
                        + " has no relevance rule; name one for it."));
  }

  /**
   * The rule of recurrent layers that no choice fits: ε and bias of the default, if that is the
   * ε-rule, else of the rule of sums.
   */
  private Rule recurrent() {
    Rule rule = otherwise.filter(r -> r instanceof EpsilonRule).orElse(sums);
    if (rule instanceof NormRule norm) {
      return new RecurrentRule(RecurrentRule.Gates.NONE, norm.stabilizer(), 0);
    }
    return rule instanceof EpsilonRule epsilon
        ? new RecurrentRule(
            RecurrentRule.Gates.NONE, epsilon.epsilon(), epsilon.bias() == Bias.SHARED ? 1 : 0)
        : new RecurrentRule();
  }

  /** Collects choices. */
  public static final class Builder {
    private final List<Choice> choices = new ArrayList<>();
    private Optional<Rule> otherwise = Optional.empty();
    private Rule sums = new NormRule(1e-6);
    private Start start = Start.SCORE;

    private Builder() {}

    /**
     * A rule for some layers.
     *
     * @param selector the layers
     * @param rule their rule
     * @return this builder
     */
    public Builder add(Selector selector, Rule rule) {
      choices.add(new Choice(selector, rule));
      return this;
    }

    /**
     * A rule for the layers of a type.
     *
     * @param type as {@link Selector.Type} takes it
     * @param rule their rule
     * @return this builder
     */
    public Builder type(String type, Rule rule) {
      return add(new Selector.Type(type), rule);
    }

    /**
     * A rule for the layers of a name.
     *
     * @param pattern a name, in which * stands for any characters
     * @param rule their rule
     * @return this builder
     */
    public Builder name(String pattern, Rule rule) {
      return add(new Selector.Name(pattern), rule);
    }

    /**
     * A rule for the first layers with weights.
     *
     * @param count how many
     * @param rule their rule
     * @return this builder
     */
    public Builder first(int count, Rule rule) {
      return add(new Selector.First(count), rule);
    }

    /**
     * A rule for the last layers with weights.
     *
     * @param count how many
     * @param rule their rule
     * @return this builder
     */
    public Builder last(int count, Rule rule) {
      return add(new Selector.Last(count), rule);
    }

    /**
     * The rule of the layers with weights that no choice fits.
     *
     * @param rule the default
     * @return this builder
     */
    public Builder otherwise(Rule rule) {
      otherwise = Optional.of(rule);
      return this;
    }

    /**
     * The rule of sums, averages and normalisations that stand alone.
     *
     * @param rule theirs
     * @return this builder
     */
    public Builder sums(Rule rule) {
      sums = rule;
      return this;
    }

    /**
     * The relevance of the explained output.
     *
     * @param value its score, or one
     * @return this builder
     */
    public Builder start(Start value) {
      start = value;
      return this;
    }

    /**
     * Ends the composite.
     *
     * @return the composite
     */
    public Composite build() {
      return new Composite(choices, otherwise, sums, start);
    }
  }
}
