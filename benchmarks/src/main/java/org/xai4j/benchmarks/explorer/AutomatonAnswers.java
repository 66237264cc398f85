package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
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
import org.xai4j.rnn.network.SteppedNetwork;
import org.xai4j.rnn.network.SteppedStack;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;

/**
 * A recurrent network, trained here on a language or one of the models, and the automaton that was
 * read out of it.
 */
final class AutomatonAnswers {
  private static final int KEPT = 8;
  private static final int UPDATES = 20_000;
  private static final int LONGEST = 60;

  /** A larger automaton is no picture. */
  private static final Limits LIMITS = Limits.standard().withSeconds(20).withStates(40);

  private final Exhibits exhibits;

  /** The networks that were asked for last. */
  private final Map<String, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > KEPT;
        }
      };

  AutomatonAnswers(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  private record Known(
      Optional<Language> language,
      SteppedNetwork network,
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
    known
        .language()
        .ifPresent(
            language -> root.put("equivalent", language.machine().difference(machine).isEmpty()));
    ArrayNode points = root.putArray("points");
    for (int i = 0; i < known.visits().hidden().length; i += 2) {
      double[] place = known.plane().place(known.visits().hidden()[i]);
      points.addArray().add(place[0]).add(place[1]).add(known.visits().states()[i]);
    }
    Answer.put(root, "shares", known.plane().shares());
    root.put("title", known.language().map(Language::title).orElse(question.model()));
    root.put("command", command(question));
    if (known.language().isPresent()) {
      root.put("java", JavaCode.automaton(question, steps(question)));
    }
    return root;
  }

  /** The automaton as the command writes it: Graphviz's language, or a picture. */
  byte[] file(Question question, boolean svg, Progress progress) {
    Moore machine = known(question, progress).extraction().machine();
    return (svg ? Drawing.svg(machine) : Drawing.dot(machine)).getBytes(StandardCharsets.UTF_8);
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
      int[] read = Arrays.copyOf(word, t);
      known.language().ifPresent(l -> step.put("language", l.machine().output(read)));
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

  /** The symbols of a word: characters where all names have one, else what spaces part. */
  private static int[] symbols(String word, List<String> alphabet) {
    boolean letters = alphabet.stream().allMatch(name -> name.length() == 1);
    List<String> names =
        Arrays.stream(letters ? word.replace(" ", "").split("") : word.strip().split("[\\s,]+"))
            .filter(name -> !name.isEmpty())
            .toList();
    InputException.check(
        names.size() <= LONGEST,
        "The word has %d symbols; step through at most %d.",
        names.size(),
        LONGEST);
    return names.stream()
        .mapToInt(
            name -> {
              int symbol = alphabet.indexOf(name);
              InputException.check(
                  symbol >= 0, "The symbol '%s' is none of %s.", name, String.join(", ", alphabet));
              return symbol;
            })
        .toArray();
  }

  private Known known(Question question, Progress progress) {
    String key = String.join(" ", words(question));
    Known made = known.get(key);
    if (made == null) {
      made = question.beside("language").isEmpty() ? read(question) : trained(question, progress);
      known.put(key, made);
    }
    return made;
  }

  /** A model as an automaton, if its answer is a function of its last state. */
  private Known read(Question question) {
    List<String> names = List.of(question.beside("symbols").split(",", -1));
    InputException.check(
        names.stream().noneMatch(String::isBlank) && Set.copyOf(names).size() == names.size(),
        "Name the symbols of the model, each once, in the order of its features or token ids: a,b");
    SteppedStack stack = SteppedStack.of(exhibits.network(question), names.size());
    List<String> outputs =
        stack.outputs() == 2
            ? Moore.ACCEPTANCE
            : IntStream.range(0, stack.outputs()).mapToObj(String::valueOf).toList();
    return known(Optional.empty(), stack, names, outputs);
  }

  private static Known trained(Question question, Progress progress) {
    Language language = Languages.get(question.beside("language"));
    Training training =
        Training.standard(Architecture.valueOf(architecture(question.beside("network"))))
            .withUpdates(steps(question));
    TrainedNetwork network = LanguageTrainer.train(training, language, 0, progress);
    return known(Optional.of(language), network, network.alphabet(), network.outputNames());
  }

  private static Known known(
      Optional<Language> language,
      SteppedNetwork network,
      List<String> alphabet,
      List<String> outputs) {
    Extraction extraction = new LStar().extract(network, new Request(alphabet, outputs, 0, LIMITS));
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

  private static int steps(Question question) {
    return updates(question.beside("updates"))
        .orElseGet(
            () ->
                Training.standard(Architecture.valueOf(architecture(question.beside("network"))))
                    .updates());
  }

  /** The name of an architecture's constant. */
  static String architecture(String name) {
    return Arrays.stream(Architecture.values())
        .map(Architecture::name)
        .filter(known -> known.equalsIgnoreCase(name.isEmpty() ? "elman" : name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "There is no network '" + name + "'; there are elman, dual, lstm and gru."));
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

  private List<String> words(Question question) {
    List<String> words = new ArrayList<>();
    if (question.beside("language").isEmpty()) {
      words.addAll(exhibits.of(question).modelOptions());
      words.addAll(List.of("--symbols", question.beside("symbols")));
      return words;
    }
    words.addAll(List.of("--language", question.beside("language")));
    String network = question.beside("network").toLowerCase(Locale.ROOT);
    if (!network.isEmpty() && !network.equals("elman")) {
      words.addAll(List.of("--network", network));
    }
    if (!question.beside("updates").isEmpty()) {
      words.addAll(List.of("--updates", question.beside("updates")));
    }
    return words;
  }

  private String command(Question question) {
    List<String> words = new ArrayList<>(List.of("./xai4j", "extract"));
    words.addAll(words(question));
    words.addAll(List.of("--time-limit", "20", "--state-limit", "40", "--output", "automaton.dot"));
    words.addAll(List.of("--svg", "automaton.svg"));
    return Commands.line(words);
  }
}
