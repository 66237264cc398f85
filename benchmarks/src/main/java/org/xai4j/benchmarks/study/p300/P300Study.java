package org.xai4j.benchmarks.study.p300;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.p300.Classifier;
import org.xai4j.benchmarks.p300.P300Data;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.data.Digest;
import org.xai4j.core.signal.Pipeline;

/**
 * What networks that detect the P300 look at, in time and over the scalp. The data is {@code
 * simulator}, or a folder of recordings of one subject. Parameters: {@code models}, ids with
 * commas, and {@code quick-models}; {@code method}, whose relevance ranks electrodes and moments
 * (integrated-gradients); {@code channels} with commas (all); {@code rate} in Hz after decimation
 * (64); {@code low} and {@code high} edges of the band-pass in Hz; {@code mains} frequency of the
 * notch in Hz, 0 for none; {@code reject}, largest difference within an epoch in µV; {@code epochs}
 * of training, at most; {@code resamples} of the EPC's intervals. Of the simulator: {@code train}
 * and {@code test} characters, {@code repetitions}, {@code snr}, {@code jitter} in s, {@code
 * ratios} of the sweep, {@code sweep-models} and {@code sweep-methods}.
 */
public final class P300Study implements Study {
  private static final String SIMULATOR = "simulator";

  /** Made by the {@code ServiceLoader}. */
  public P300Study() {}

  @Override
  public String id() {
    return "p300";
  }

  @Override
  public void run(StudyRun run) {
    List<String> channels =
        Arrays.stream(run.param("channels", "").split("[,\\s]+"))
            .filter(c -> !c.isEmpty())
            .toList();
    String source = run.experiment().data();
    boolean simulated = source.isEmpty() || source.equals(SIMULATOR);
    List<Classifier> models = models(run);
    Optional<Simulation> simulation =
        simulated
            ? Optional.of(Simulation.of(run, channels, factor -> pipeline(run, factor)))
            : Optional.empty();
    run.progress()
        .begin(
            "p300",
            1
                + 6L * models.size()
                + simulation.map(s -> (long) s.ratios().length + models.size()).orElse(0L));
    run.note(simulated ? "simulating" : "reading " + source);
    P300Data data =
        simulation
            .map(Simulation::data)
            .orElseGet(
                () ->
                    P300Data.recorded(
                        Path.of(source),
                        channels,
                        run.number("rate", 64),
                        factor -> pipeline(run, factor)));
    run.progress().advance(1);
    Setup setup = Setup.of(run, data);
    run.fact("data", Digest.of(data.train().inputs()) + Digest.of(data.test().inputs()));
    run.fact("source", data.source());
    run.fact("preprocessing", data.pipeline().describe());
    lead(setup);
    List<List<Object>> results = new ArrayList<>();
    List<Trained> trained = Trained.all(setup, models);
    PerformancePart.add(setup, trained, results);
    PotentialPart.add(setup, results);
    RelevancePart relevance = new RelevancePart(setup, results);
    Map<Trained, List<Evidence>> all = relevance.explain(trained);
    relevance.add(all);
    LinearPart.add(setup, results);
    ImportancePart importance = new ImportancePart(setup, results);
    importance.permutation(trained);
    Map<Trained, Evidence> references = new LinkedHashMap<>();
    all.forEach((m, methods) -> references.put(m, relevance.reference(methods)));
    importance.epc(references);
    new RecurrentPart(setup, results).add(references);
    data.truth().ifPresent(truth -> LocalisationPart.add(setup, truth, all, results));
    simulation.ifPresent(s -> new Sweep(setup, results).add(s));
    run.progress().end();
    run.results(
        List.of("part", "classifier", "method", "name", "of", "value", "low", "high"), results);
  }

  private static List<Classifier> models(StudyRun run) {
    String all = run.param("models", "lda,cnn,lstm");
    return Classifier.parse(run.settings().quick() ? run.param("quick-models", all) : all);
  }

  private static Pipeline pipeline(StudyRun run, int factor) {
    return Pipeline.standard(
        run.number("low", 1),
        run.number("high", 20),
        run.number("mains", 50),
        factor,
        run.number("reject", 150));
  }

  private static void lead(Setup setup) {
    P300Data data = setup.data();
    setup
        .run()
        .page()
        .lead(
            String.format(
                Locale.ROOT,
                "Classifiers tell from the electroencephalogram whether a stimulus was the one"
                    + " attended to. At which electrodes and moments do they look, and is that"
                    + " where the brain answers? On %s: %d epochs to learn from, %d to test on, %d"
                    + " electrodes, %d moments from %.0f to %.0f ms.",
                data.source(),
                data.train().size(),
                data.test().size(),
                setup.channels().size(),
                setup.times().length,
                1000 * setup.times()[0],
                1000 * setup.times()[setup.times().length - 1]));
  }
}
