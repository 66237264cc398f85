package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.explain.Continuation;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;
import org.xai4j.core.text.TextEncoding;
import org.xai4j.core.text.TextToken;
import org.xai4j.core.text.TextTokenizer;
import org.xai4j.core.text.TextWord;
import picocli.CommandLine.Option;

/** Texts as the input of a language model. */
final class TextOptions {
  /** Tokens where neither the model nor the option says how many there may be. */
  private static final int MOST = 512;

  private static final List<String> COLUMNS = List.of("row", "word", "from", "to", "value");

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text in place of --input, for a language model; may be given several times.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--tokenizer",
      paramLabel = "tokenizer.json",
      description =
          "How texts become tokens, for --text and for a .txt input of one text a line (default: the"
              + " tokenizer.json beside the model).")
  private Optional<Path> tokenizer = Optional.empty();

  @Option(
      names = "--continuation",
      paramLabel = "TEXT|N",
      description =
          "What a causal language model goes on with, a text behind --text or the last N tokens of a"
              + " row of ids: each of its tokens is explained by those in front of it.")
  private Optional<String> continuation = Optional.empty();

  private Path model = Path.of("");

  /** Made by the parser. */
  TextOptions() {}

  /** Tells where the model lies. */
  void beside(Path file) {
    model = file;
  }

  /** The texts; none where the input is something else. */
  List<String> all(String input) {
    if (!texts.isEmpty()) {
      InputException.check(
          input.isEmpty(), "Both --input and --text are given; leave one of them out.");
      return texts.stream().map(text -> text + continuation.orElse("")).toList();
    }
    if (!input.toLowerCase(Locale.ROOT).endsWith(".txt")) {
      return List.of();
    }
    try {
      List<String> lines =
          Files.readAllLines(Path.of(input), StandardCharsets.UTF_8).stream()
              .filter(line -> !line.isBlank())
              .toList();
      InputException.check(!lines.isEmpty(), "The file %s holds no text.", input);
      return lines;
    } catch (IOException e) {
      throw new InputException("The file " + input + " cannot be read as texts in UTF-8.", e);
    }
  }

  private TextTokenizer tokenizer() {
    Path file = tokenizer.orElseGet(() -> model.toAbsolutePath().resolveSibling("tokenizer.json"));
    InputException.check(
        Files.isRegularFile(file),
        "There is no tokenizer %s; give the model's tokenizer.json (--tokenizer).",
        file);
    return TextTokenizer.read(file);
  }

  /** The texts as tokens, at most as many as the model takes. */
  List<TextEncoding> encode(List<String> all, long length) {
    TextTokenizer tokens = tokenizer();
    int most = length > 0 ? (int) length : MOST;
    return all.stream().map(text -> tokens.encode(text, most)).toList();
  }

  /**
   * One text as tokens, at most as many as a model of a length takes; any number below 1 for free.
   */
  TextEncoding encode(String text, long length) {
    return encode(List.of(text), length).get(0);
  }

  /** How many tokens the longest text has. */
  long longest(List<String> all) {
    return encode(all, -1).stream().mapToInt(e -> e.tokens().size()).max().orElse(1);
  }

  /** The model's inputs: ids, and where it takes them the mask and the types of tokens. */
  Map<String, INDArray> arrays(List<String> all, Network network, List<String> notes) {
    InputException.check(
        network.tokens() && network.inputShape().size() == 1,
        "The model takes rows of shape %s, not token ids; --text is for language models.",
        network.inputShape());
    long fixed = network.inputShape().get(0);
    List<TextEncoding> encodings = encode(all, fixed);
    int length =
        fixed > 0
            ? (int) fixed
            : encodings.stream().mapToInt(e -> e.tokens().size()).max().orElse(1);
    int n = encodings.size();
    double[] ids = new double[n * length];
    Arrays.fill(ids, tokenizer().padding());
    double[] mask = new double[n * length];
    double[] types = new double[n * length];
    int padded = 0;
    for (int i = 0; i < n; i++) {
      for (int t = 0; t < encodings.get(i).tokens().size(); t++) {
        ids[i * length + t] = encodings.get(i).tokens().get(t).id();
        types[i * length + t] = encodings.get(i).tokens().get(t).part();
        mask[i * length + t] = 1;
      }
      padded += length - encodings.get(i).tokens().size();
    }
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put(network.nodes().get(0).name(), NdArrays.array(DataType.DOUBLE, ids, n, length));
    List<String> open = network.openInputs().stream().map(Node::name).toList();
    if (open.contains("attention_mask")) {
      arrays.put("attention_mask", NdArrays.array(DataType.DOUBLE, mask, n, length));
    } else if (padded > 0) {
      notes.add(
          "The model takes no attention mask; "
              + padded
              + " padding tokens may take part in its answers.");
    }
    if (open.contains("token_type_ids")) {
      arrays.put("token_type_ids", NdArrays.array(DataType.DOUBLE, types, n, length));
    }
    return arrays;
  }

  /**
   * The steps of the continuation, if one is given.
   *
   * @param all prompts with it
   * @param ids the rows [n, time]
   */
  Optional<Continuation> continuation(List<String> all, INDArray ids) {
    if (continuation.isEmpty()) {
      return Optional.empty();
    }
    InputException.check(
        ids.rank() == 2 && ids.size(0) == 1,
        "A continuation is explained for one row of tokens, not for an input of shape %s; choose one"
            + " (--rows).",
        Arrays.toString(ids.shape()));
    if (texts.isEmpty()) {
      InputException.check(
          all.isEmpty() && continuation.get().matches("\\d{1,6}"),
          "Of rows of ids --continuation tells how many of the last tokens it has, not '%s'; a text"
              + " goes with --text.",
          continuation.get());
      int time = (int) ids.size(1);
      return Optional.of(new Continuation(time - Integer.parseInt(continuation.get()), time));
    }
    List<TextToken> tokens = encode(all, ids.size(1)).get(0).tokens();
    int prompt = texts.get(0).length();
    int[] steps =
        IntStream.range(0, tokens.size())
            .filter(t -> tokens.get(t).to() > prompt && tokens.get(t).to() > tokens.get(t).from())
            .toArray();
    int end = all.get(0).stripTrailing().length();
    InputException.check(
        steps.length > 0 && tokens.get(steps[steps.length - 1]).to() >= end,
        "The continuation '%s' has no token, or more than the model's %d steps hold.",
        continuation.get(),
        ids.size(1));
    return Optional.of(new Continuation(steps[0], steps[steps.length - 1] + 1));
  }

  /**
   * The tokens in front of each token of a continuation with their relevance.
   *
   * @param all the prompt with it; none for rows of ids
   * @param values a row for each token of it
   */
  List<List<TextWord>> steps(List<String> all, INDArray ids, Continuation steps, INDArray values) {
    double[] row = NdArrays.rows(ids)[0];
    double[][] relevance = NdArrays.rows(values);
    List<TextToken> tokens = all.isEmpty() ? List.of() : encode(all, ids.size(1)).get(0).tokens();
    List<List<TextWord>> told = new ArrayList<>();
    for (int k = 0; k < relevance.length; k++) {
      List<TextWord> before = new ArrayList<>();
      for (int t = 0; t < steps.first() + k; t++) {
        before.add(new TextWord(named(all, tokens, row, t), t, t + 1, relevance[k][t]));
      }
      told.add(before);
    }
    return told;
  }

  /** The names of the tokens of a continuation. */
  List<String> produced(List<String> all, INDArray ids, Continuation steps) {
    double[] row = NdArrays.rows(ids)[0];
    List<TextToken> tokens = all.isEmpty() ? List.of() : encode(all, ids.size(1)).get(0).tokens();
    return IntStream.range(steps.first(), steps.end())
        .mapToObj(t -> named(all, tokens, row, t))
        .toList();
  }

  private static String named(List<String> all, List<TextToken> tokens, double[] ids, int step) {
    if (step < tokens.size() && tokens.get(step).to() > tokens.get(step).from()) {
      TextToken token = tokens.get(step);
      return all.get(0).substring(token.from(), token.to()).strip();
    }
    return "#" + (int) ids[step];
  }

  /** The words of texts with their relevance, from that of the tokens. */
  List<List<TextWord>> words(List<String> all, long length, INDArray values) {
    return words(encode(all, length), values);
  }

  /** The words of each text with their relevance, from that of the tokens [n, length]. */
  List<List<TextWord>> words(List<TextEncoding> encodings, INDArray values) {
    double[][] rows = NdArrays.rows(values);
    List<List<TextWord>> words = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      words.add(encodings.get(i).words(rows[i]));
    }
    return words;
  }

  /**
   * Rows of tokens as words; id 0 is taken for padding and left out.
   *
   * @param ids [n, length]
   * @param values [n, length]
   * @param names of the ids, as far as they are known
   */
  static List<List<TextWord>> tokens(INDArray ids, INDArray values, List<String> names) {
    InputException.check(
        Arrays.equals(ids.shape(), values.shape()),
        "Sentences are made of attributions of the input's shape; these have %s, the input %s.",
        Arrays.toString(values.shape()),
        Arrays.toString(ids.shape()));
    double[][] rows = NdArrays.rows(ids);
    double[][] relevance = NdArrays.rows(values);
    List<List<TextWord>> all = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      List<TextWord> words = new ArrayList<>();
      for (int t = 0; t < rows[i].length; t++) {
        int id = (int) rows[i][t];
        if (id != 0) {
          String name = id < names.size() ? names.get(id) : "#" + id;
          words.add(new TextWord(name, t, t + 1, relevance[i][t]));
        }
      }
      all.add(words);
    }
    return all;
  }

  /** Writes words as a table: row, word, from, to, value. */
  static void write(Path file, List<List<TextWord>> words) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      for (TextWord word : words.get(i)) {
        rows.add(List.of(i, word.text(), word.from(), word.to(), word.value()));
      }
    }
    Csv.write(file, COLUMNS, rows);
  }
}
