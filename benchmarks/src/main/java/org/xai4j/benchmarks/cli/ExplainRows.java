package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.benchmarks.scale.RowRecipe;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import picocli.CommandLine;

/**
 * A method and its model as {@code explain} was asked for them, applied to rows that do not know
 * each other.
 *
 * @param method gives one number per element
 * @param model as the method takes it
 * @param context target, baseline, seed
 */
record ExplainRows<M extends Predictor>(AttributionExplainer<M> method, M model, Context context)
    implements RowExplainer {
  static <M extends Predictor> ExplainRows<M> of(
      AttributionExplainer<M> method, Model whole, Context context) {
    return new ExplainRows<>(method, method.take(whole), context);
  }

  @Override
  public Attribution explain(INDArray rows, Progress progress) {
    return method.explain(model, accept(rows), context.with(progress));
  }

  private INDArray accept(INDArray rows) {
    return model instanceof Model known ? known.accept(rows) : rows;
  }

  @Override
  public ExplainRows<M> against(INDArray mean) {
    boolean asked = context.baseline() instanceof Baseline.Mean;
    return asked
        ? new ExplainRows<>(method, model, context.with(new Baseline.Rows(mean, "mean")))
        : this;
  }

  private ExplainRows<M> on(int threads) {
    Execution execution = new Execution(context.execution().chunk(), threads);
    return new ExplainRows<>(method, model, context.with(execution));
  }

  @Override
  public int chunk(INDArray rows) {
    return method.chunk(model, accept(rows), context);
  }

  @Override
  public Provenance provenance(INDArray rows, String data) {
    Provenance some = Session.open(method, model, accept(rows), context).provenance();
    return new Provenance(
        some.method(),
        some.parameters(),
        some.request(),
        some.seed(),
        some.model(),
        data,
        some.environment(),
        some.time());
  }

  /**
   * Why rows cannot be explained for themselves; nothing if they can.
   *
   * @param rows how many there are
   */
  Optional<String> together(long rows) {
    if (model instanceof Network network
        && (network.tokens() || !network.uniform() || !network.openInputs().isEmpty())) {
      return Optional.of("the model takes tokens or several inputs");
    }
    Target target = context.target();
    if ((target.selection() == Target.Selection.CLASS && target.classes().size() > 1)
        || target.place().isPresent()) {
      return Optional.of("the target names a class per row or a place");
    }
    return context.baseline() instanceof Baseline.Rows given
            && given.rows().size(0) == rows
            && given.rows().rank() > 1
            && !method.background()
        ? Optional.of("the baseline has a row for each")
        : Optional.empty();
  }

  /**
   * The words of a command with the files they name, from which another machine opens the same.
   *
   * @param words of {@code explain}, without its name
   * @param files contents by the place of the word that names the file
   */
  record Recipe(List<String> words, Map<Integer, Named> files) implements RowRecipe {
    /** Copies the words. */
    Recipe {
      words = List.copyOf(words);
      files = new TreeMap<>(files);
    }

    /**
     * A file that a word names.
     *
     * @param prefix of the word, before the file's path
     * @param name of the file
     * @param bytes of the file
     */
    private record Named(String prefix, String name, byte[] bytes)
        implements java.io.Serializable {}

    /**
     * Takes what the words name along, but neither input nor output.
     *
     * @param words of {@code explain}, without its name
     * @param apart files that stay where they are
     * @param mean of all rows, which stands for the word mean as a baseline
     */
    static Recipe of(List<String> words, List<Path> apart, INDArray mean) {
      Map<Integer, Named> files = new TreeMap<>();
      named(words, apart)
          .forEach(
              (place, path) ->
                  files.put(
                      place,
                      new Named(
                          words.get(place).startsWith(path.toString())
                              ? ""
                              : words.get(place).substring(0, words.get(place).indexOf('=') + 1),
                          String.valueOf(path.getFileName()),
                          WholeFile.read(path))));
      for (int i = 0; i < words.size(); i++) {
        boolean joined = words.get(i).equals("--baseline=mean");
        if (joined
            || (i > 0 && words.get(i - 1).equals("--baseline") && words.get(i).equals("mean"))) {
          files.put(i, new Named(joined ? "--baseline=" : "", "mean.npy", Npy.bytes(mean)));
        }
      }
      return new Recipe(words, files);
    }

    /** The files that words name, by the place of the word. */
    private static Map<Integer, Path> named(List<String> words, List<Path> apart) {
      Map<Integer, Path> named = new TreeMap<>();
      for (int i = 0; i < words.size(); i++) {
        int sign = words.get(i).indexOf('=');
        for (String text : List.of(words.get(i).substring(sign + 1), words.get(i))) {
          if (!text.isEmpty()
              && Files.isRegularFile(Path.of(text))
              && !apart.contains(Path.of(text))) {
            named.put(i, Path.of(text));
          }
        }
      }
      return named;
    }

    /** The contents of the files that words name. */
    static String digest(List<String> words, List<Path> apart) {
      return Digest.of(
          String.join("\n", named(words, apart).values().stream().map(Digest::of).toList()));
    }

    @Override
    public RowExplainer open(int threads) {
      List<String> local = new ArrayList<>(words);
      try {
        Path folder = Files.createTempDirectory("xai4j");
        // Models may be mapped as long as they are used. Files go before their folders.
        folder.toFile().deleteOnExit();
        for (Map.Entry<Integer, Named> file : files.entrySet()) {
          Path place = Files.createDirectories(folder.resolve("" + file.getKey()));
          Path copy = Files.write(place.resolve(file.getValue().name()), file.getValue().bytes());
          place.toFile().deleteOnExit();
          copy.toFile().deleteOnExit();
          local.set(file.getKey(), file.getValue().prefix() + copy);
        }
        PrintStream none = new PrintStream(OutputStream.nullOutputStream());
        StandardStreams streams = new StandardStreams(none, none);
        ExplainCommand command = new ExplainCommand(streams);
        new CommandLine(command, new StandardStreams.Factory(streams))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(local.toArray(String[]::new));
        ExplainRows<?> rows = command.rows();
        return rows.on(threads);
      } catch (IOException e) {
        throw new InputException(
            "The model cannot be unpacked on this machine: " + e.getMessage() + ".", e);
      }
    }
  }
}
