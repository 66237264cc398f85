package org.xai4j.benchmarks.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.CarriedFiles;
import org.xai4j.benchmarks.scale.Recipe;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.core.data.Npy;
import picocli.CommandLine;

/**
 * The words of a command with the files they name, from which another machine opens the same.
 *
 * @param words of {@code explain}, without its name
 */
public record ExplainRecipe(CarriedFiles words) implements Recipe<RowExplainer> {
  /**
   * Takes what the words name along.
   *
   * @param words of {@code explain}, without its name, input and output
   * @return explains rows that are given elsewhere
   */
  public static ExplainRecipe of(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--input", "rows.npy", "--output", "attributions.npy"));
    return new ExplainRecipe(
        CarriedFiles.of(all, List.of(Path.of("rows.npy"), Path.of("attributions.npy"))));
  }

  /**
   * Takes what the words name along, but neither input nor output.
   *
   * @param words of {@code explain}, without its name
   * @param apart files that stay where they are
   * @param mean of all rows, which stands for the word mean as a baseline
   */
  static ExplainRecipe of(List<String> words, List<Path> apart, INDArray mean) {
    CarriedFiles carried = CarriedFiles.of(words, apart);
    for (int i = 0; i < words.size(); i++) {
      boolean joined = words.get(i).equals("--baseline=mean");
      if (joined
          || (i > 0 && words.get(i - 1).equals("--baseline") && words.get(i).equals("mean"))) {
        String prefix = joined ? "--baseline=" : "";
        carried = carried.with(i, new CarriedFiles.Named(prefix, "mean.npy", Npy.bytes(mean)));
      }
    }
    return new ExplainRecipe(carried);
  }

  @Override
  public RowExplainer open(int threads) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    StandardStreams streams = new StandardStreams(none, none);
    ExplainCommand command = new ExplainCommand(streams);
    new CommandLine(command, new StandardStreams.Factory(streams))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(words.unpack().toArray(String[]::new));
    return command.rows().on(threads);
  }
}
