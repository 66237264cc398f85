package org.xai4j.lrp.composite;

import java.util.List;
import java.util.Locale;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/** The layers a rule is for. */
public sealed interface Selector {
  /**
   * Whether a layer is among them.
   *
   * @param node the layer at its place
   * @param depth its place among the layers with weights from the input on, −1 if it has none
   * @param count the number of layers with weights
   * @return whether the rule is for it
   */
  boolean fits(Node node, int depth, int count);

  /**
   * A selector from its parts, as {@code toString} joins them by a colon.
   *
   * @param kind first, last, type or name
   * @param value how many, a type or a pattern
   * @return the selector
   * @throws InputException if there is no such kind, or the number is none
   */
  static Selector parse(String kind, String value) {
    return switch (kind) {
      case "first" -> new First(number(kind, value));
      case "last" -> new Last(number(kind, value));
      case "type" -> new Type(value);
      case "name" -> new Name(value);
      default ->
          throw new InputException(
              "There are no layers '" + kind + "'; choose first, last, type or name.");
    };
  }

  private static int number(String kind, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new InputException(
          "A composite's '" + kind + "' is a number from 1 on, not '" + value + "'.", e);
    }
  }

  /**
   * Layers of a type.
   *
   * @param type affine, convolution (transposed ones too), dense, normalization, recurrent, or a
   *     type as {@code inspect} prints it, in any case
   */
  record Type(String type) implements Selector {
    @Override
    public boolean fits(Node node, int depth, int count) {
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "affine" -> node.layer() instanceof Affine;
        case "convolution" ->
            node.layer() instanceof Convolution || node.layer() instanceof TransposedConvolution;
        case "dense" -> node.layer() instanceof Dense;
        case "normalization" -> node.layer() instanceof BatchNormalization;
        case "recurrent" -> node.layer() instanceof Recurrent;
        default -> node.layer().type().equalsIgnoreCase(type);
      };
    }

    @Override
    public String toString() {
      return "type:" + type;
    }
  }

  /**
   * Layers of a name.
   *
   * @param pattern a name, in which * stands for any characters; that of a layer with a fused
   *     activation is for the layer itself too
   */
  record Name(String pattern) implements Selector {
    @Override
    public boolean fits(Node node, int depth, int count) {
      return matches(pattern, node.name()) || matches(pattern, node.owner());
    }

    /** In time pattern × name: a star takes as little as it can, and more only when it must. */
    private static boolean matches(String pattern, String name) {
      int p = 0;
      int n = 0;
      int star = -1;
      int taken = 0;
      while (n < name.length()) {
        if (p < pattern.length() && pattern.charAt(p) == '*') {
          star = p++;
          taken = n;
        } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
          p++;
          n++;
        } else if (star >= 0) {
          p = star + 1;
          n = ++taken;
        } else {
          return false;
        }
      }
      while (p < pattern.length() && pattern.charAt(p) == '*') {
        p++;
      }
      return p == pattern.length();
    }

    void requireOne(Network network) {
      List<String> names = network.nodes().stream().map(Node::name).toList();
      InputException.check(
          network.nodes().stream().anyMatch(n -> fits(n, 0, 0)),
          "The composite names layer '%s', but the network has only %s.",
          pattern,
          String.join(", ", names));
    }

    @Override
    public String toString() {
      return "name:" + pattern;
    }
  }

  /**
   * The first layers with weights.
   *
   * @param count how many, from 1 on
   */
  record First(int count) implements Selector {
    /** Checks the count. */
    public First {
      InputException.check(count > 0, "A composite's 'first' must be from 1 on, not %d.", count);
    }

    @Override
    public boolean fits(Node node, int depth, int all) {
      return depth >= 0 && depth < count;
    }

    @Override
    public String toString() {
      return "first:" + count;
    }
  }

  /**
   * The last layers with weights.
   *
   * @param count how many, from 1 on
   */
  record Last(int count) implements Selector {
    /** Checks the count. */
    public Last {
      InputException.check(count > 0, "A composite's 'last' must be from 1 on, not %d.", count);
    }

    @Override
    public boolean fits(Node node, int depth, int all) {
      return depth >= 0 && depth >= all - count;
    }

    @Override
    public String toString() {
      return "last:" + count;
    }
  }
}
