package org.xai4j.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xai4j.core.network.Network;

/**
 * What a metric measures and what it needs.
 *
 * @param family the question it answers
 * @param direction which values are better
 * @param low smallest value possible, −∞ if there is none
 * @param high largest value possible, ∞ if there is none
 * @param needs beyond model, inputs and attributions
 */
public record Traits(
    Family family, Metric.Direction direction, double low, double high, List<Need> needs) {
  /** The question a metric answers. */
  public enum Family {
    /** Does the model use what the attribution names? */
    FAITHFULNESS,
    /** Do near inputs get near attributions? */
    ROBUSTNESS,
    /** Is the attribution short? */
    COMPLEXITY,
    /** Is the relevance where the evidence is known to be? */
    LOCALISATION,
    /** Does another model, or another class, get another attribution? */
    RANDOMISATION,
    /** Does an axiom hold? */
    AXIOMATIC,
    /** Does it agree with a reference attribution? */
    AGREEMENT
  }

  /** What a metric can need. */
  public enum Need {
    /** The method itself. */
    METHOD("it explains again, which needs the method (--method)."),
    /** The layers of the model. */
    NETWORK("it changes weights, so the model must be a network with layers."),
    /** Inputs that are numbers. */
    NUMBERS("it adds noise to the input, but this model reads token ids."),
    /** Pictures. */
    IMAGES("it needs images [n, c, h, w]."),
    /** Where the evidence is. */
    MASKS("it needs masks of where the evidence is (--masks)."),
    /** Another attribution of the same inputs. */
    REFERENCE("it needs a reference attribution (--reference).");

    private final String sentence;

    Need(String sentence) {
      this.sentence = sentence;
    }

    private boolean met(Subject subject) {
      return switch (this) {
        case METHOD -> subject.explainer().isPresent();
        case NETWORK -> subject.model() instanceof Network;
        case NUMBERS -> !(subject.model() instanceof Network network && network.tokens());
        case IMAGES -> subject.inputs().rank() == 4;
        case MASKS -> subject.truth().masks().isPresent();
        case REFERENCE -> subject.truth().reference().isPresent();
      };
    }
  }

  /** Copies the list. */
  public Traits {
    needs = List.copyOf(needs);
  }

  /**
   * A metric of any real value.
   *
   * @param family the question it answers
   * @param direction which values are better
   * @param needs beyond model, inputs and attributions
   * @return the traits
   */
  public static Traits real(Family family, Metric.Direction direction, Need... needs) {
    return new Traits(
        family, direction, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of(needs));
  }

  /**
   * A metric without negative values.
   *
   * @param family the question it answers
   * @param direction which values are better
   * @param needs beyond model, inputs and attributions
   * @return the traits
   */
  public static Traits positive(Family family, Metric.Direction direction, Need... needs) {
    return new Traits(family, direction, 0, Double.POSITIVE_INFINITY, List.of(needs));
  }

  /**
   * A metric from 0 to 1.
   *
   * @param family the question it answers
   * @param direction which values are better
   * @param needs beyond model, inputs and attributions
   * @return the traits
   */
  public static Traits share(Family family, Metric.Direction direction, Need... needs) {
    return new Traits(family, direction, 0, 1, List.of(needs));
  }

  /**
   * A metric from −1 to 1.
   *
   * @param family the question it answers
   * @param direction which values are better
   * @param needs beyond model, inputs and attributions
   * @return the traits
   */
  public static Traits correlation(Family family, Metric.Direction direction, Need... needs) {
    return new Traits(family, direction, -1, 1, List.of(needs));
  }

  /**
   * The first need that is not met.
   *
   * @param subject what would be scored
   * @return one sentence, or nothing if all are
   */
  public Optional<String> missing(Subject subject) {
    return needs.stream().filter(need -> !need.met(subject)).map(need -> need.sentence).findFirst();
  }

  /**
   * Family, direction, range and needs in words.
   *
   * @return for example {@code Faithfulness, higher is better, from -1 to 1; needs masks}
   */
  public String describe() {
    String name = family.name().charAt(0) + lower(family.name().substring(1));
    String range =
        high < Double.POSITIVE_INFINITY
            ? ", from " + plain(low) + " to " + plain(high)
            : low > Double.NEGATIVE_INFINITY ? ", at least " + plain(low) : "";
    String wants =
        needs.isEmpty()
            ? ""
            : "; needs " + String.join(", ", needs.stream().map(n -> lower(n.name())).toList());
    return name + ", " + lower(direction.name()) + " is better" + range + wants;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String plain(double value) {
    return String.valueOf((long) value);
  }
}
