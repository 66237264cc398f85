package org.xai4j.benchmarks.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.xai4j.benchmarks.explorer.Explorer;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Opens the explorer. */
@Command(
    name = "serve",
    description = "Serves a page where one asks a model why, and what if; Ctrl-C ends it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  /** The shipped models that are shown, each with the data set whose test rows it is shown with. */
  private static final Map<String, String> SHIPPED =
      Map.of(
          "mnist", "mnist",
          "credit", "credit",
          "credit-boosted", "credit",
          "breast-cancer", "breast-cancer",
          "breast-cancer-boosted", "breast-cancer",
          "sentiment", "sentiment",
          "sentiment-cnn", "sentiment",
          "splice", "splice",
          "p300", "p300");

  /** Options of the model; all others but those of the server are of the rows. */
  private static final Set<String> MODEL =
      Set.of(
          "--model", "--model-output", "--output-name", "--explain-input", "--length", "--layout");

  private static final Set<String> SERVER = Set.of("--host", "--port", "--memory", "--debug");

  private final StandardStreams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private TableInput input = new TableInput();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "127.0.0.1",
      description =
          "The address to answer on; other than loopback the page asks for a token, which is"
              + " printed (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8420",
      description = "The port; 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port = 8420;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "",
      description =
          "Memory for the values of networks of one request, such as 512m or 2g; by default an"
              + " eighth of the machine's, at most 1g.")
  private String memory = "";

  ServeCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InterruptedException {
    InputException.check(port >= 0 && port < 65536, "The port is from 0 to 65535, not %d.", port);
    String token = loopback() ? "" : token();
    try (Explorer explorer = new Explorer(served(), host, port, token)) {
      streams
          .out()
          .println(
              "http://"
                  + (host.contains(":") ? "[" + host + "]" : host)
                  + ":"
                  + explorer.port()
                  + "/"
                  + (token.isEmpty() ? "" : "#token=" + token));
      // Until the process is ended.
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private List<ServedModel> served() {
    if (!model.given()) {
      InputException.check(input.given().isEmpty(), "Name the model of these rows with --model.");
      return SHIPPED.entrySet().stream()
          .map(e -> ServedModel.shipped(e.getKey(), e.getValue(), memory))
          .toList();
    }
    InputException.check(
        !input.given().isEmpty() || !input.texts().isEmpty(),
        "Name the rows to show with --input, or --text for a language model, for %s.",
        model.path());
    ServedModel own =
        new ServedModel(
            String.valueOf(model.path().getFileName()),
            given(MODEL::contains),
            given(name -> !MODEL.contains(name) && !SERVER.contains(name)),
            model,
            input,
            memory);
    // What cannot be read is told at once, not on the page.
    own.model();
    return List.of(own);
  }

  /** The options that were given, as they were written. */
  private List<String> given(Predicate<String> wanted) {
    List<String> words = new ArrayList<>();
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (wanted.test(option.longestName())) {
        InputException.check(
            !option.longestName().equals("--rows"),
            "The explorer shows every row; leave --rows out.");
        option
            .originalStringValues()
            .forEach(value -> words.addAll(List.of(option.longestName(), value)));
      }
    }
    return words;
  }

  private boolean loopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new InputException("There is no host '" + host + "'; give an address with --host.", e);
    }
  }

  private static String token() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
