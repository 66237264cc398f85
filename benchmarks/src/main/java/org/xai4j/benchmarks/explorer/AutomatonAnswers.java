package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.assessment.Assessment;
import org.xai4j.rnn.assessment.Visits;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.drawing.Projection;
import org.xai4j.rnn.extraction.Extraction;
import org.xai4j.rnn.extraction.LStar;
import org.xai4j.rnn.extraction.Limits;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;

/** A recurrent network, trained here on a language, and the automaton that was read out of it. */
final class AutomatonAnswers {
  private static final int KEPT = 8;
  private static final int UPDATES = 20_000;
  private static final int LONGEST = 60;

  /** A larger automaton is no picture. */
  private static final Limits LIMITS = Limits.standard().withSeconds(20).withStates(40);

  /** The networks that were asked for last. */
  private final Map<String, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > KEPT;
        }
      };

  private record Known(
      Language language,
      TrainedNetwork network,
      Extraction extraction,
      Visits visits,
      Projection plane,
      double fidelity) {}

  /** The automaton with places of its states, and the hidden units on the plane they vary in. */
  ObjectNode automaton(Question question, Progress progress) {
    Known known = known(question, progress);
    Moore machine = known.extraction().machine();
    ObjectNode root = Answer.empty();
    machine.alphabet().forEach(root.putArray("alphabet")::add);
    machine.outputNames().forEach(root.putArray("names")::add);
    root.put("initial", machine.initial());
    Arrays.stream(machine.outputs()).forEach(root.putArray("outputs")::add);
    ArrayNode next = root.putArray("next");
    Arrays.stream(machine.next()).forEach(row -> Arrays.stream(row).forEach(next.addArray()::add));
    double[][] places = Drawing.places(machine);
    Answer.put(root, "x", places[0]);
    Answer.put(root, "y", places[1]);
    root.put("fidelity", known.fidelity());
    root.put("complete", known.extraction().complete());
    root.put("equivalent", known.language().machine().difference(machine).isEmpty());
    ArrayNode points = root.putArray("points");
    for (int i = 0; i < known.visits().hidden().length; i += 2) {
      double[] place = known.plane().place(known.visits().hidden()[i]);
      points.addArray().add(place[0]).add(place[1]).add(known.visits().states()[i]);
    }
    Answer.put(root, "shares", known.plane().shares());
    root.put("title", known.language().title());
    root.put("command", command(question));
    return root;
  }

  /** What automaton, network and language say after each symbol of a word. */
  ObjectNode word(Question question, Progress progress) {
    Known known = known(question, progress);
    Moore machine = known.extraction().machine();
    int[] word = symbols(question.beside("word"), machine.alphabet());
    ArrayNode steps = Answer.empty().putArray("steps");
    double[] state = known.network().initial();
    int at = machine.initial();
    for (int t = 0; t <= word.length; t++) {
      double[] place = known.plane().place(known.network().hidden(state));
      ObjectNode step = steps.addObject();
      step.put("symbol", t == 0 ? "" : machine.alphabet().get(word[t - 1]));
      step.put("state", at).put("automaton", machine.outputs()[at]);
      step.put("network", known.network().output(state));
      step.put("language", known.language().machine().output(Arrays.copyOf(word, t)));
      step.put("x", place[0]).put("y", place[1]);
      if (t < word.length) {
        state = known.network().step(state, word[t]);
        at = machine.next()[at][word[t]];
      }
    }
    ObjectNode root = Answer.empty();
    root.set("steps", steps);
    return root;
  }

  private static int[] symbols(String word, List<String> alphabet) {
    InputException.check(
        word.length() <= LONGEST,
        "The word has %d symbols; step through at most %d.",
        word.length(),
        LONGEST);
    return word.chars()
        .map(
            c -> {
              int symbol = alphabet.indexOf(Character.toString(c));
              InputException.check(
                  symbol >= 0,
                  "The symbol '%s' is none of %s.",
                  Character.toString(c),
                  String.join(", ", alphabet));
              return symbol;
            })
        .toArray();
  }

  private Known known(Question question, Progress progress) {
    String key = String.join(" ", words(question));
    Known made = known.get(key);
    if (made == null) {
      made = made(question, progress);
      known.put(key, made);
    }
    return made;
  }

  private static Known made(Question question, Progress progress) {
    Language language = Languages.get(question.beside("language"));
    Training training =
        Training.standard(architecture(question.beside("network")))
            .withUpdates(updates(question.beside("updates")).orElse(standard(question)));
    TrainedNetwork network = LanguageTrainer.train(training, language, 0, progress);
    Request request = new Request(network.alphabet(), network.outputNames(), 0, LIMITS);
    Extraction extraction = new LStar().extract(network, request);
    Moore machine = extraction.machine();
    Visits visits = Visits.of(network, machine, SplitRandom.of(0).split("states"));
    return new Known(
        language,
        network,
        extraction,
        visits,
        Projection.of(visits.hidden()),
        Assessment.of(network, machine, 0).fidelity());
  }

  private static int standard(Question question) {
    return Training.standard(architecture(question.beside("network"))).updates();
  }

  private static Architecture architecture(String name) {
    for (Architecture architecture : Architecture.values()) {
      if (architecture.name().equalsIgnoreCase(name.isEmpty() ? "elman" : name)) {
        return architecture;
      }
    }
    throw new InputException(
        "There is no network '" + name + "'; there are elman, dual, lstm and gru.");
  }

  private static Optional<Integer> updates(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    InputException.check(
        text.matches("[1-9]\\d{0,5}") && Integer.parseInt(text) <= UPDATES,
        "The updates '%s' are not a number from 1 to %d.",
        text,
        UPDATES);
    return Optional.of(Integer.parseInt(text));
  }

  private static List<String> words(Question question) {
    List<String> words = new ArrayList<>(List.of("--language", question.beside("language")));
    String network = question.beside("network").toLowerCase(Locale.ROOT);
    if (!network.isEmpty() && !network.equals("elman")) {
      words.addAll(List.of("--network", network));
    }
    if (!question.beside("updates").isEmpty()) {
      words.addAll(List.of("--updates", question.beside("updates")));
    }
    return words;
  }

  private static String command(Question question) {
    List<String> words = new ArrayList<>(List.of("./xai4j", "extract"));
    words.addAll(words(question));
    words.addAll(List.of("--time-limit", "20", "--state-limit", "40", "--output", "automaton.dot"));
    return Commands.line(words);
  }
}
