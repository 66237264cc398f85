package org.xai4j.benchmarks.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.relevance.TemporalRelevance;
import org.xai4j.core.data.Csv;
import org.xai4j.core.explain.Context;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.assessment.Visits;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.extraction.Extraction;
import org.xai4j.rnn.extraction.Extractor;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;

/**
 * One network per setting and grammar, looked at from all sides: what every method of extraction
 * makes of it, whether the relevance of symbols agrees with the automaton, and its hidden states.
 */
final class Portraits {
  private static final String ALL =
      "natural,kmeans,gmm,dbscan,partition,mmn,weighted,lstar,kv,ttt,lsharp,weiss";
  private static final String RELEVANCE =
      "input-x-gradient,integrated-gradients,lrp-epsilon,lrp-recurrent,feature-ablation,"
          + "shapley-sampling,random";

  private final StudyRun run;
  private final List<Language> grammars;
  private final boolean quick;

  Portraits(StudyRun run, List<Language> grammars, boolean quick) {
    this.run = run;
    this.grammars = grammars;
    this.quick = quick;
  }

  /** What a method of extraction made of a network. */
  record Reading(
      String method, int raw, int states, boolean exact, String stopped, double seconds) {}

  /** A network from all sides. */
  record Portrait(
      List<Reading> readings, List<TemporalRelevance.Agreement> relevance, String picture) {}

  /** A setting's networks, by grammar. */
  record Album(List<Portrait> portraits) {}

  private List<String> names(String key, String quickly, String otherwise) {
    String text = run.param(key, otherwise);
    return TomitaStudy.list(quick ? run.param("quick-" + key, quickly) : text);
  }

  /** Adds three sections and two tables of results for the settings that are wanted. */
  void add(List<TomitaStudy.Setting> settings) {
    List<String> wanted = names("portrait-settings", "lstm", "noise+l1,lstm");
    List<String> methods = names("portrait-methods", "natural,mmn,weighted,lstar,lsharp", ALL);
    List<String> relevance =
        names(
            "relevance-methods", "input-x-gradient,lrp-epsilon,feature-ablation,random", RELEVANCE);
    List<List<Object>> readings = new ArrayList<>();
    List<List<Object>> agreements = new ArrayList<>();
    List<List<Object>> shown = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    List<String> pictures = new ArrayList<>();
    for (String name : wanted) {
      Optional<TomitaStudy.Setting> setting =
          settings.stream().filter(s -> s.name().equals(name)).findFirst();
      if (setting.isEmpty()) {
        if (!name.equals("none")) {
          run.say("No portraits of " + name + ": it is not among the settings.");
        }
        continue;
      }
      List<Portrait> portraits = portraits(setting.get(), methods, relevance);
      for (int g = 0; g < portraits.size(); g++) {
        String grammar = grammars.get(g).id();
        for (Reading r : portraits.get(g).readings()) {
          String exact = r.exact() ? "yes" : r.stopped().isEmpty() ? "no" : "no, " + r.stopped();
          readings.add(List.of(name, grammar, r.method(), r.raw(), r.states(), r.exact()));
          shown.add(List.of(name, grammar, r.method(), r.raw(), r.states(), exact, r.seconds()));
        }
        for (TemporalRelevance.Agreement a : portraits.get(g).relevance()) {
          agreements.add(
              List.of(
                  name,
                  grammar,
                  a.method(),
                  a.words(),
                  a.correlation(),
                  a.correlated(),
                  a.auc(),
                  a.split()));
        }
        captions.add(grammar + ", " + name);
        pictures.add(portraits.get(g).picture());
      }
    }
    if (!pictures.isEmpty()) {
      write(readings, shown, agreements);
      run.page()
          .heading("Hidden states")
          .text(
              "Each dot is a state that the network visits, on the plane of the first two principal"
                  + " components, in the colour of the grammar's state after the same word.");
      for (int i = 0; i < pictures.size(); i++) {
        run.page().svg(captions.get(i), pictures.get(i));
      }
    }
  }

  private List<Portrait> portraits(
      TomitaStudy.Setting setting, List<String> methods, List<String> relevance) {
    return run.stage(
            "portraits/" + setting.name(),
            Map.of(
                "training", setting.training().toString(),
                "methods", methods,
                "relevance", relevance),
            Album.class,
            () -> {
              run.note("portraits, " + setting.name());
              Portrait[] portraits = new Portrait[grammars.size()];
              Chunks.run(
                  portraits.length,
                  new Execution(1, run.settings().execution().threads()),
                  (from, to) -> {
                    for (int g = (int) from; g < to; g++) {
                      portraits[g] = made(setting, grammars.get(g), methods, relevance);
                    }
                  });
              return new Album(List.of(portraits));
            })
        .portraits();
  }

  private Portrait made(
      TomitaStudy.Setting setting, Language language, List<String> methods, List<String> names) {
    int words = (int) run.number("relevance-words", TemporalRelevance.WORDS);
    int length = (int) run.number("relevance-length", TemporalRelevance.LENGTH);
    long seed = run.experiment().seed();
    TrainedNetwork network = LanguageTrainer.train(setting.training(), language, seed);
    Visits visits = Visits.of(network, language.machine(), SplitRandom.of(seed).split("states"));
    // The threads are in use: one network each.
    Context context = run.context().with(new Execution(run.settings().execution().chunk(), 1));
    return new Portrait(
        methods.stream().map(m -> reading(m, network, language, seed)).toList(),
        agreements(
            new TemporalRelevance(
                network.inputs(), network, language.machine(), length, words, seed),
            names,
            context),
        Drawing.statesSvg(language.machine(), visits.hidden(), visits.states()));
  }

  private static List<TemporalRelevance.Agreement> agreements(
      TemporalRelevance relevance, List<String> methods, Context context) {
    return relevance.words() == 0
        ? List.of()
        : methods.stream().map(m -> relevance.of(TemporalRelevance.method(m), context)).toList();
  }

  private static Reading reading(
      String method, TrainedNetwork network, Language language, long seed) {
    Extraction found =
        Registry.load("extractor", Extractor.class)
            .get(method)
            .extract(network, Request.like(language.machine()).withSeed(seed));
    return new Reading(
        method,
        found.raw().states(),
        found.machine().states(),
        language.machine().difference(found.machine()).isEmpty(),
        found.stopped(),
        found.seconds());
  }

  private void write(
      List<List<Object>> readings, List<List<Object>> shown, List<List<Object>> agreements) {
    List<String> columns =
        new ArrayList<>(
            List.of("setting", "grammar", "method", "states-raw", "states", "equivalent"));
    Csv.write(run.folder().resolve("methods.csv"), columns, readings);
    columns.add("seconds");
    run.page()
        .heading("Every method on the same networks")
        .text(
            "One network per grammar, read by each method: states before and after minimisation,"
                + " and whether the automaton is the grammar's.")
        .table(columns, shown);
    List<String> figures =
        List.of(
            "setting",
            "grammar",
            "method",
            "words",
            "correlation with change",
            "words correlated",
            "AUC of pivotal symbols",
            "words with both kinds");
    Csv.write(run.folder().resolve("relevance.csv"), figures, agreements);
    run.page()
        .heading("Does relevance see what the automaton sees?")
        .text(
            "Words that the network gets right: accepted and rejected ones in turn, half of them"
                + " with one symbol replaced. Relevance is for the network's output, absent symbols"
                + " uniform. A symbol is pivotal if replacing it alone changes the output; the"
                + " figure is the mean area under the ROC curve of relevance, 0.5 for chance. Change"
                + " is by how much a symbol changes the share of continuations that end in the"
                + " word's output; the figure is the mean Spearman correlation with relevance. A dash"
                + " stands where no word tells symbols apart.")
        .table(figures, agreements);
  }
}
