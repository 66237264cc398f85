package org.xai4j.benchmarks.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.assessment.Visits;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.extraction.Extraction;
import org.xai4j.rnn.extraction.Extractor;
import org.xai4j.rnn.extraction.LStar;
import org.xai4j.rnn.extraction.Natural;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.Streams;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;

/**
 * Which regularisation makes a recurrent network learn a regular language for good, and can the
 * automaton be read out of it? Elman networks are trained on Tomita's grammars in several settings
 * and read by their natural clusters; LSTM and GRU are read by L*. Beside the figures stand those
 * of Oliva and Lago-Fernández (2019), who trained 20 networks per grammar.
 *
 * <p>Parameters: {@code grammars}, {@code settings} of {@code plain, noise, l1, noise+l1,
 * noise+l1+shock, lstm, gru}, {@code units} (of Elman networks), {@code seeds}, {@code updates};
 * and {@code quick-settings}, {@code quick-units}, {@code quick-seeds} for quick runs. For {@code
 * portrait-settings} one network per grammar is read by {@code portrait-methods}, its relevance by
 * {@code relevance-methods} is compared with the automaton on {@code relevance-words} words of
 * {@code relevance-length} symbols, and its states are drawn; the first three have {@code quick-}
 * forms too.
 */
public final class TomitaStudy implements Study {
  private static final int SAME = 100_000;
  private static final int LONG = 20_000;
  private static final int MOSTLY = 15_000;

  /** Error-free runs of 20 with 20 units, grammars 1 to 7, as published. */
  private static final Map<String, int[]> PUBLISHED =
      Map.of(
          "plain", new int[] {20, 19, 6, 19, 17, 18, 5},
          "noise+l1+shock", new int[] {20, 20, 20, 20, 20, 20, 20});

  /** Made by the {@code ServiceLoader}. */
  public TomitaStudy() {}

  @Override
  public String id() {
    return "tomita";
  }

  /**
   * One network.
   *
   * @param seed of its training
   * @param errors on the four test streams
   * @param active units that vary
   * @param raw states before minimisation
   * @param states after
   * @param complete whether the extraction ended by itself
   * @param equivalent whether the automaton is the language's
   * @param word shortest word on which they differ; empty if none
   */
  record Net(
      long seed,
      int[] errors,
      int active,
      int raw,
      int states,
      boolean complete,
      boolean equivalent,
      String word) {
    boolean clean() {
      return Arrays.stream(errors).sum() == 0;
    }
  }

  /** All networks of one cell of the table. */
  record Cell(List<Net> nets) {}

  /** A row of the table: a setting with a number of units. */
  record Setting(String name, int units, Training training, Extractor extractor) {}

  @Override
  public void run(StudyRun run) {
    boolean quick = run.settings().quick();
    List<Language> grammars =
        list(run.param("grammars", "tomita1,tomita2,tomita3,tomita4,tomita5,tomita6,tomita7"))
            .stream()
            .map(Languages::get)
            .toList();
    int seeds = (int) (quick ? run.number("quick-seeds", 3) : run.number("seeds", 20));
    List<Setting> settings = settings(run, quick);
    List<List<Object>> results = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    run.progress().begin("networks", (long) settings.size() * grammars.size() * seeds);
    for (Setting setting : settings) {
      for (int g = 0; g < grammars.size(); g++) {
        Language language = grammars.get(g);
        List<Net> nets = cell(run, setting, language, seeds);
        run.progress().advance(seeds);
        row(setting, language, g, nets, table);
        for (Net net : nets) {
          result(setting, language, net, results);
          if (!net.equivalent()) {
            failures.add(
                String.format(
                    Locale.ROOT,
                    "%s, %d units, %s, seed %d: %d states instead of %d%s, shortest difference %s;"
                        + " errors on the test streams %s",
                    setting.name(),
                    setting.units(),
                    language.id(),
                    net.seed(),
                    net.states(),
                    language.machine().states(),
                    net.complete() ? "" : " (stopped by a limit)",
                    net.word(),
                    Arrays.toString(net.errors())));
          }
        }
      }
      summary(run, setting, table, grammars.size(), seeds);
    }
    run.progress().end();
    run.results(
        List.of(
            "setting",
            "units",
            "grammar",
            "seed",
            "errors-same",
            "errors-long",
            "errors-a",
            "errors-b",
            "active-units",
            "states-raw",
            "states",
            "equivalent"),
        results);
    page(run, seeds, table, failures, grammars);
    new Portraits(run, grammars, quick).add(settings);
  }

  static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).toList();
  }

  private static List<Setting> settings(StudyRun run, boolean quick) {
    String names =
        quick
            ? run.param("quick-settings", "plain,noise+l1,lstm")
            : run.param("settings", "plain,noise,l1,noise+l1,noise+l1+shock,lstm,gru");
    List<String> units = list(quick ? run.param("quick-units", "20") : run.param("units", "20,10"));
    List<Setting> settings = new ArrayList<>();
    for (String name : list(names)) {
      Optional<Architecture> gated =
          name.equals("lstm")
              ? Optional.of(Architecture.LSTM)
              : name.equals("gru") ? Optional.of(Architecture.GRU) : Optional.empty();
      if (gated.isPresent()) {
        Training training = Training.standard(gated.get());
        settings.add(new Setting(name, training.units(), updates(run, training), new LStar()));
        continue;
      }
      List<String> parts = List.of(name.split("\\+"));
      InputException.check(
          List.of("plain", "noise", "l1", "shock").containsAll(parts),
          "There is no setting '%s'; a setting is plain, noise, l1 and shock joined by +, lstm or"
              + " gru.",
          name);
      Training training =
          Training.standard(Architecture.ELMAN)
              .withRegularisation(
                  parts.contains("noise") ? 0.6 : 0,
                  parts.contains("l1") ? 1e-4 : 0,
                  parts.contains("shock") ? 0.5 : 0);
      for (String h : units) {
        int width;
        try {
          width = Integer.parseInt(h);
        } catch (NumberFormatException e) {
          throw new InputException("The number of units '" + h + "' is no number.", e);
        }
        settings.add(
            new Setting(name, width, updates(run, training.withUnits(width)), new Natural()));
      }
    }
    return settings;
  }

  private static Training updates(StudyRun run, Training training) {
    return training.withUpdates((int) run.number("updates", training.updates()));
  }

  private static List<Net> cell(StudyRun run, Setting setting, Language language, int seeds) {
    String name = setting.name() + "-" + setting.units() + "/" + language.id();
    return run.stage(
            name,
            Map.of("training", setting.training().toString(), "seeds", seeds),
            Cell.class,
            () -> {
              run.note(setting.name() + ", " + setting.units() + " units, " + language.id());
              Net[] nets = new Net[seeds];
              Chunks.run(
                  seeds,
                  new Execution(1, run.settings().execution().threads()),
                  (from, to) -> {
                    for (int s = (int) from; s < to; s++) {
                      nets[s] = measured(setting, language, run.experiment().seed() + s);
                    }
                  });
              return new Cell(List.of(nets));
            })
        .nets();
  }

  private static Net measured(Setting setting, Language language, long seed) {
    TrainedNetwork network = LanguageTrainer.train(setting.training(), language, seed);
    Moore truth = language.machine();
    SplitRandom random = SplitRandom.of(seed).split("tomita-tests");
    int[] errors = {
      network.errors(Streams.uniform(truth, 0.1).piece(SAME, random.split(0))),
      network.errors(Streams.uniform(truth, 0.01).piece(LONG, random.split(1))),
      network.errors(Streams.mostly(truth, 0.01, 0).piece(MOSTLY, random.split(2))),
      network.errors(
          Streams.mostly(truth, 0.01, truth.symbols() - 1).piece(MOSTLY, random.split(3)))
    };
    Extraction extraction =
        setting.extractor().extract(network, Request.like(truth).withSeed(seed));
    Optional<int[]> difference = truth.difference(extraction.machine());
    return new Net(
        seed,
        errors,
        Visits.of(network, extraction.machine(), random.split(4)).activeUnits(),
        extraction.raw().states(),
        extraction.machine().states(),
        extraction.complete(),
        difference.isEmpty(),
        difference.map(truth::text).orElse(""));
  }

  private static double mean(List<Net> nets, java.util.function.ToDoubleFunction<Net> of) {
    return nets.stream().mapToDouble(of).average().orElse(Double.NaN);
  }

  private static long count(List<Net> nets, java.util.function.Predicate<Net> of) {
    return nets.stream().filter(of).count();
  }

  private static void row(
      Setting setting, Language language, int place, List<Net> nets, List<List<Object>> table) {
    int[] published = PUBLISHED.getOrDefault(setting.name(), new int[0]);
    boolean known =
        setting.units() == 20
            && language.id().equals("tomita" + (place + 1))
            && place < published.length;
    table.add(
        List.of(
            setting.name(),
            setting.units(),
            language.id(),
            count(nets, Net::clean),
            known ? published[place] + " of 20" : "–",
            count(nets, Net::equivalent),
            mean(nets, Net::active),
            mean(nets, Net::raw),
            mean(nets, Net::states),
            language.machine().states()));
  }

  private static void result(
      Setting setting, Language language, Net net, List<List<Object>> results) {
    int[] e = net.errors();
    results.add(
        List.of(
            setting.name(),
            setting.units(),
            language.id(),
            net.seed(),
            e[0],
            e[1],
            e[2],
            e[3],
            net.active(),
            net.raw(),
            net.states(),
            net.equivalent()));
  }

  private static void summary(
      StudyRun run, Setting setting, List<List<Object>> table, int grammars, int seeds) {
    List<List<Object>> own = table.subList(table.size() - grammars, table.size());
    String free = String.join(" ", own.stream().map(r -> String.valueOf(r.get(3))).toList());
    String exact = String.join(" ", own.stream().map(r -> String.valueOf(r.get(5))).toList());
    run.say(
        String.format(
            Locale.ROOT,
            "%-16s %3d units, %d runs each: error-free %s; extracted exactly %s",
            setting.name(),
            setting.units(),
            seeds,
            free,
            exact));
  }

  private static void page(
      StudyRun run,
      int seeds,
      List<List<Object>> table,
      List<String> failures,
      List<Language> grammars) {
    run.page()
        .lead(
            "Recurrent networks trained on Tomita's grammars, read as automata: "
                + seeds
                + " networks per setting and grammar.")
        .heading("Error-free runs and extracted automata")
        .text(
            "A run is error-free if the network makes no mistake on four streams: 100,000 symbols"
                + " like those it was trained on, 20,000 with words ten times as long, 15,000 each"
                + " of nearly only a and nearly only b. An automaton is exact if it is equivalent to"
                + " the language. Elman networks are read by their natural clusters, LSTM and GRU"
                + " by L*. Published: Oliva and Lago-Fernández 2019.")
        .table(
            List.of(
                "setting",
                "units",
                "grammar",
                "error-free of " + seeds,
                "published",
                "exact of " + seeds,
                "active units",
                "states before minimisation",
                "states",
                "true states"),
            table)
        .heading("Failures")
        .list(failures.isEmpty() ? List.of("None.") : failures)
        .heading("The grammars");
    IntStream.range(0, grammars.size())
        .forEach(
            i ->
                run.page()
                    .svg(
                        grammars.get(i).id() + ": " + grammars.get(i).title(),
                        Drawing.svg(grammars.get(i).machine())));
  }
}
