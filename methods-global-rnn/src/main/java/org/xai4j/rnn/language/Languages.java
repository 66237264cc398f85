package org.xai4j.rnn.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * The languages by id. Tomita's seven (Tomita 1982, "Dynamic construction of finite-state automata
 * from examples using hill-climbing") are written here over {a, b}, with a for his 1 and b for his
 * 0.
 */
public final class Languages {
  private static final List<String> AB = List.of("a", "b");
  private static final Pattern SIZED =
      Pattern.compile("(dyck|random|addition)-?(\\d{1,3})(?:@(-?\\d{1,18}))?");

  private Languages() {}

  /**
   * The ids that can be asked for.
   *
   * @return for people; N stands for a number
   */
  public static List<String> ids() {
    List<String> ids = new ArrayList<>();
    IntStream.rangeClosed(1, 7).forEach(i -> ids.add("tomita" + i));
    ids.addAll(
        List.of(
            "tomita3-weiss", "parity", "ab-star", "dyckN", "randomN", "randomN@SEED", "additionN"));
    return ids;
  }

  /**
   * A language.
   *
   * <ul>
   *   <li>{@code tomita1} to {@code tomita7}; in {@code tomita3} no odd run of a is immediately
   *       followed by an odd run of b (Oliva and Lago-Fernández), in {@code tomita3-weiss}
   *       immediately or later (Weiss, Goldberg and Yahav 2018)
   *   <li>{@code parity}: an even number of a
   *   <li>{@code ab-star}: (ab)*, Tomita's second, by its usual name
   *   <li>{@code dyckN}: balanced parentheses nested at most N deep
   *   <li>{@code randomN} or {@code randomN@SEED}: an acceptor of N states over {a, b} drawn at
   *       random, none of them superfluous
   *   <li>{@code additionN}: the digits of the sum of two numbers in base N, least significant
   *       first; symbols are pairs of digits
   * </ul>
   *
   * @param id as above
   * @return the language
   * @throws InputException if there is none of this id
   */
  public static Language get(String id) {
    String name = id.strip().toLowerCase(Locale.ROOT);
    Matcher sized = SIZED.matcher(name);
    if (sized.matches()) {
      int size = Integer.parseInt(sized.group(2));
      String seed = sized.group(3);
      if (sized.group(1).equals("random")) {
        return random(size, seed == null ? 0 : Long.parseLong(seed));
      }
      InputException.check(seed == null, "Only random languages take a seed, not '%s'.", id);
      return sized.group(1).equals("dyck") ? dyck(size) : addition(size);
    }
    return switch (name) {
      case "tomita1" -> acceptor(name, "a*", "+-", "01 11");
      case "tomita2" -> acceptor(name, "(ab)*", "+--", "12 20 22");
      case "ab-star" -> acceptor(name, "(ab)*", "+--", "12 20 22");
      case "tomita3" ->
          acceptor(
              name,
              "no odd run of a immediately followed by an odd run of b",
              "++-+-",
              "10 02 43 12 44");
      case "tomita3-weiss" ->
          acceptor(
              name,
              "no odd run of a followed, immediately or later, by an odd run of b",
              "++-+-",
              "10 02 43 32 44");
      case "tomita4" -> acceptor(name, "no bbb", "+++-", "01 02 03 33");
      case "tomita5" -> acceptor(name, "even numbers of a and of b", "+---", "12 03 30 21");
      case "tomita6" -> acceptor(name, "as many a as b, modulo 3", "+--", "12 20 01");
      case "tomita7" -> acceptor(name, "b*a*b*a*", "++++-", "10 12 32 34 44");
      case "parity" -> acceptor(name, "an even number of a", "+-", "10 01");
      default ->
          throw new InputException(
              "There is no language '"
                  + id
                  + "'"
                  + Registry.suggestion(name, ids())
                  + "; there are "
                  + String.join(", ", ids())
                  + ".");
    };
  }

  /** An acceptor over {a, b}: + accepts, - rejects; per state the states after a and after b. */
  private static Language acceptor(String id, String title, String accepting, String table) {
    String[] rows = table.split(" ");
    boolean[] accepts = new boolean[rows.length];
    int[][] next = new int[rows.length][];
    for (int s = 0; s < rows.length; s++) {
      accepts[s] = accepting.charAt(s) == '+';
      next[s] = rows[s].chars().map(c -> c - '0').toArray();
    }
    return new Language(id, title, Moore.acceptor(AB, 0, accepts, next));
  }

  private static Language dyck(int depth) {
    InputException.check(depth > 0, "The depth of dyckN is at least 1, not %d.", depth);
    int dead = depth + 1;
    boolean[] accepting = new boolean[depth + 2];
    accepting[0] = true;
    int[][] next = new int[depth + 2][];
    for (int d = 0; d <= depth; d++) {
      next[d] = new int[] {d == depth ? dead : d + 1, d == 0 ? dead : d - 1};
    }
    next[dead] = new int[] {dead, dead};
    return new Language(
        "dyck" + depth,
        "balanced parentheses nested at most " + depth + " deep",
        Moore.acceptor(List.of("(", ")"), 0, accepting, next));
  }

  private static Language random(int states, long seed) {
    InputException.check(
        states >= 1 && states <= 100, "randomN takes 1 to 100 states, not %d.", states);
    SplitRandom root = SplitRandom.of(seed).split("random-language").split(states);
    for (int attempt = 0; ; attempt++) {
      SplitRandom random = root.split(attempt);
      boolean[] accepting = new boolean[states];
      int[][] next = new int[states][AB.size()];
      for (int s = 0; s < states; s++) {
        accepting[s] = random.nextBoolean();
        for (int a = 0; a < AB.size(); a++) {
          next[s][a] = random.nextInt(states);
        }
      }
      Moore machine = Moore.acceptor(AB, 0, accepting, next);
      if (machine.minimal().states() == states) {
        return new Language(
            "random" + states + "@" + seed, "a random acceptor of " + states + " states", machine);
      }
    }
  }

  private static Language addition(int base) {
    InputException.check(base >= 2 && base <= 10, "additionN takes bases 2 to 10, not %d.", base);
    List<String> pairs = new ArrayList<>();
    List<String> digits = new ArrayList<>();
    for (int i = 0; i < base; i++) {
      digits.add(String.valueOf(i));
      for (int j = 0; j < base; j++) {
        pairs.add(i + "+" + j);
      }
    }
    // State carry·base + digit; the empty word has carry 0 and digit 0.
    int[] outputs = new int[2 * base];
    int[][] next = new int[2 * base][pairs.size()];
    for (int s = 0; s < outputs.length; s++) {
      outputs[s] = s % base;
      for (int a = 0; a < pairs.size(); a++) {
        int sum = a / base + a % base + s / base;
        next[s][a] = sum / base * base + sum % base;
      }
    }
    return new Language(
        "addition" + base,
        "digits of a sum in base " + base + ", least significant first",
        new Moore(pairs, digits, 0, outputs, next));
  }
}
