package org.xai4j.benchmarks.cli;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.explorer.Exhibit;
import org.xai4j.benchmarks.explorer.ReadText;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A model and its rows, read by the options that every command takes, when first asked for. */
final class ServedModel implements Exhibit {
  private static final String[] NONE = {};

  private final String id;
  private final List<String> modelOptions;
  private final List<String> rowOptions;
  private final ModelOption model;
  private final TableInput input;
  private final RunOptions run = new RunOptions();
  private Optional<Loaded> loaded = Optional.empty();

  private record Loaded(Model whole, Model model, INDArray rows) {}

  ServedModel(
      String id,
      List<String> modelOptions,
      List<String> rowOptions,
      ModelOption model,
      TableInput input,
      String memory) {
    this.id = id;
    this.modelOptions = List.copyOf(modelOptions);
    this.rowOptions = List.copyOf(rowOptions);
    this.model = model;
    this.input = input;
    CommandLine.populateCommand(run, memory.isEmpty() ? NONE : new String[] {"--memory", memory});
    // A size that is none is told before anything is served.
    run.memory();
  }

  /** A shipped model with the test rows of the data set of its name. */
  static ServedModel shipped(String id) {
    return shipped(id, id);
  }

  /** A shipped model with the test rows of a data set. */
  static ServedModel shipped(String id, String data) {
    return shipped(id, data, "");
  }

  /** The same with a bound on the memory of a request, such as 512m; empty for the standard one. */
  static ServedModel shipped(String id, String data, String memory) {
    return new ServedModel(
        id,
        List.of("--model", id),
        List.of("--input", data),
        CommandLine.populateCommand(new ModelOption(), "--model", id),
        CommandLine.populateCommand(new TableInput(), "--input", data),
        memory);
  }

  private synchronized Loaded loaded() {
    if (loaded.isEmpty()) {
      input.beside(model.path());
      Model whole = model.read(run, input::lengths);
      if (!input.texts().isEmpty()) {
        // Texts of several lengths have masks of their own: each is held when it is asked about.
        Model first = input.read(input.texts().get(0), whole).model();
        loaded = Optional.of(new Loaded(whole, first, input.readFinite(whole)));
        return loaded.get();
      }
      Model held = input.hold(whole);
      InputException.check(
          !(held instanceof Network network) || network.uniform(),
          "The explorer shows models of one input, and %s has several; use: ./xai4j explain.",
          id);
      loaded = Optional.of(new Loaded(whole, held, input.readFinite(held)));
    }
    return loaded.get();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<String> modelOptions() {
    return modelOptions;
  }

  @Override
  public List<String> rowOptions() {
    return rowOptions;
  }

  @Override
  public Model model() {
    return loaded().model();
  }

  @Override
  public INDArray rows() {
    return loaded().rows();
  }

  @Override
  public List<String> texts() {
    return input.texts();
  }

  @Override
  public ReadText read(String text) {
    return input.read(text, loaded().whole());
  }

  @Override
  public String json(Explanation explanation) {
    return ExplanationFiles.json(explanation, input.settings());
  }

  @Override
  public Optional<int[]> labels() {
    return input.labels();
  }

  @Override
  public Optional<TableSchema> schema() {
    return input.schema();
  }

  @Override
  public Optional<Dataset> dataset() {
    return input.dataset();
  }

  @Override
  public Context context(List<String> asked, Progress progress) {
    RequestOptions request = new RequestOptions();
    try {
      // A page must not have files of this machine read, as @FILE would.
      new CommandLine(request).setExpandAtFiles(false).parseArgs(asked.toArray(new String[0]));
    } catch (ParameterException e) {
      throw new InputException(
          "The request does not fit: " + e.getMessage() + "; see: xai4j explain --help", e);
    }
    request.requireProbability(model());
    return input.complete(request.tabular(run, progress), request.baseline(), model());
  }
}
