package org.xai4j.rnn.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.Npz;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Streams;
import org.xai4j.rnn.network.SteppedCell;
import org.xai4j.rnn.network.SteppedNetwork;
import org.xai4j.rnn.network.WordInputs;

/**
 * A network trained here. It reads streams over {$, symbols}; as a {@link SteppedNetwork} it starts
 * in the state after {@link #lead()} and reads the symbols alone.
 */
public final class TrainedNetwork implements SteppedNetwork {
  private static final int MOST_UNITS = 4096;
  private static final int MOST_NAMES = 1 << 14;

  private final Shape shape;
  private final List<String> alphabet;
  private final List<String> outputNames;
  private final double[] parameters;
  private final SteppedCell cell;
  private final double[][] table;
  private final double[] start;

  TrainedNetwork(
      Architecture architecture,
      List<String> alphabet,
      List<String> outputNames,
      int units,
      double[] parameters) {
    shape = new Shape(architecture, alphabet.size() + 1, units, outputNames.size());
    this.alphabet = List.copyOf(alphabet);
    this.outputNames = List.copyOf(outputNames);
    this.parameters = parameters.clone();
    cell = SteppedCell.of(layer());
    table = new double[shape.symbols()][];
    for (int a = 0; a < table.length; a++) {
      double[] hot = new double[shape.symbols()];
      hot[a] = 1;
      table[a] = cell.arrive(hot);
    }
    double[] state = new double[cell.stateSize()];
    for (int symbol : lead()) {
      state = stream(state, symbol);
    }
    start = state;
  }

  private INDArray part(int from, long... shapeOfPart) {
    int length = (int) Arrays.stream(shapeOfPart).reduce(1, (a, b) -> a * b);
    return NdArrays.array(
        DataType.DOUBLE, Arrays.copyOfRange(parameters, from, from + length), shapeOfPart);
  }

  private Recurrent layer() {
    int width = shape.width();
    double[] recurrentBias = new double[width];
    if (shape.architecture() == Architecture.GRU) {
      System.arraycopy(
          parameters, shape.candidate(), recurrentBias, 2 * shape.hidden(), shape.hidden());
    }
    return new Recurrent(
        shape.architecture().cell(),
        part(0, shape.symbols(), width),
        part(shape.recurrent(), shape.hidden(), width),
        part(shape.bias(), width),
        NdArrays.array(DataType.DOUBLE, recurrentBias, width),
        Activation.of(Activation.Function.SIGMOID),
        Activation.of(Activation.Function.TANH),
        true,
        false,
        Recurrent.Layout.BATCH_TIME_FEATURE);
  }

  /**
   * What is read before the first word: $, each symbol once, and $ again. In a stream a word hardly
   * ever follows the zero state, so the state of the empty word is one in which $ ended another
   * word.
   *
   * @return symbols of a stream
   */
  public int[] lead() {
    int[] lead = new int[shape.symbols() + 1];
    for (int a = 1; a < shape.symbols(); a++) {
      lead[a] = a;
    }
    lead[0] = Streams.RESET;
    lead[lead.length - 1] = Streams.RESET;
    return lead;
  }

  /**
   * The same network as a graph of layers, for the explainers; a word is read behind {@link
   * #lead()}: one-hot sequences [n, time, 1 + symbols], with $ as the first feature, to
   * probabilities of the outputs after the last step.
   *
   * @return a DOUBLE network
   */
  public Network network() {
    return Network.sequential(
        new long[] {-1, shape.symbols()},
        layer(),
        new Slice(1, -1, Long.MAX_VALUE, 1),
        Reshape.flatten(),
        new Dense(
            part(shape.readout(), shape.hidden(), shape.outputs()),
            part(shape.readoutBias(), shape.outputs())),
        new Softmax(-1, false));
  }

  /**
   * {@link #network()} with the way words are written for it, behind {@link #lead()}.
   *
   * @return one-hot inputs [n, lead + length, 1 + symbols]
   */
  public WordInputs inputs() {
    return WordInputs.behind(network(), symbols(), lead(), 1);
  }

  /**
   * The recurrence.
   *
   * @return as it was trained
   */
  public Architecture architecture() {
    return shape.architecture();
  }

  /**
   * Names of the symbols, without $.
   *
   * @return as in the language
   */
  public List<String> alphabet() {
    return alphabet;
  }

  /**
   * Names of the outputs.
   *
   * @return as in the language
   */
  public List<String> outputNames() {
    return outputNames;
  }

  /**
   * The state after one more symbol of a stream.
   *
   * @param state not modified
   * @param symbol 0 for $, a + 1 for symbol a
   * @return a new array
   */
  public double[] stream(double[] state, int symbol) {
    double[] next = new double[state.length];
    cell.step(table[symbol], state, 0, next);
    return next;
  }

  /**
   * How often the network's output differs from the target on a stream, read behind {@link
   * #lead()}.
   *
   * @param piece symbols and targets
   * @return number of steps with an error
   */
  public int errors(Streams.Piece piece) {
    double[] state = start;
    int errors = 0;
    for (int t = 0; t < piece.symbols().length; t++) {
      state = stream(state, piece.symbols()[t]);
      errors += output(state) == piece.targets()[t] ? 0 : 1;
    }
    return errors;
  }

  @Override
  public int symbols() {
    return alphabet.size();
  }

  @Override
  public int outputs() {
    return shape.outputs();
  }

  @Override
  public double[] initial() {
    return start.clone();
  }

  @Override
  public double[] step(double[] state, int symbol) {
    return stream(state, symbol + 1);
  }

  @Override
  public double[] scores(double[] state) {
    double[] scores =
        Arrays.copyOfRange(parameters, shape.readoutBias(), shape.readoutBias() + outputs());
    for (int k = 0; k < shape.hidden(); k++) {
      for (int j = 0; j < scores.length; j++) {
        scores[j] += state[k] * parameters[shape.readout() + k * scores.length + j];
      }
    }
    return scores;
  }

  @Override
  public double[] hidden(double[] state) {
    return Arrays.copyOf(state, shape.hidden());
  }

  @Override
  public String hash() {
    return Digest.of(NdArrays.array(DataType.DOUBLE, parameters, parameters.length));
  }

  /**
   * Writes the network as named arrays: its parameters and, as code points, its architecture and
   * the names of symbols and outputs.
   *
   * @param file path of an {@code .npz} file
   */
  public void write(Path file) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("parameters", NdArrays.array(DataType.DOUBLE, parameters, parameters.length));
    arrays.put("architecture", letters(architecture().name()));
    arrays.put("alphabet", letters(String.join("\n", alphabet)));
    arrays.put("outputs", letters(String.join("\n", outputNames)));
    arrays.put("units", NdArrays.array(DataType.DOUBLE, new double[] {shape.units()}, 1));
    Npz.write(file, arrays);
  }

  /**
   * Reads a network that {@link #write} wrote.
   *
   * @param file path
   * @return the network
   * @throws InputException if it is not such a file
   */
  public static TrainedNetwork read(Path file) {
    Map<String, INDArray> arrays = Npz.read(file);
    double[] values = numbers(arrays, "parameters", file);
    List<String> alphabet = List.of(text(arrays, "alphabet", file).split("\n"));
    List<String> outputs = List.of(text(arrays, "outputs", file).split("\n"));
    double units = numbers(arrays, "units", file)[0];
    Architecture architecture;
    try {
      architecture = Architecture.valueOf(text(arrays, "architecture", file));
    } catch (IllegalArgumentException e) {
      throw damaged(file);
    }
    // Within these bounds the number of parameters is an int.
    if (!(units >= 1 && units <= MOST_UNITS && units == Math.rint(units))
        || alphabet.size() > MOST_NAMES
        || outputs.size() > MOST_NAMES
        || !Arrays.stream(values).allMatch(Double::isFinite)) {
      throw damaged(file);
    }
    Shape shape = new Shape(architecture, alphabet.size() + 1, (int) units, outputs.size());
    InputException.check(
        values.length == shape.parameters(),
        "The file %s holds %d parameters where %d are needed; train the network again.",
        file,
        values.length,
        shape.parameters());
    return new TrainedNetwork(architecture, alphabet, outputs, (int) units, values);
  }

  private static INDArray letters(String text) {
    double[] codes = text.codePoints().asDoubleStream().toArray();
    return NdArrays.array(DataType.DOUBLE, codes, codes.length);
  }

  private static String text(Map<String, INDArray> arrays, String name, Path file) {
    StringBuilder text = new StringBuilder();
    for (double code : numbers(arrays, name, file)) {
      if (!Character.isValidCodePoint((int) code) || code != (int) code) {
        throw damaged(file);
      }
      text.appendCodePoint((int) code);
    }
    return text.toString();
  }

  private static double[] numbers(Map<String, INDArray> arrays, String name, Path file) {
    INDArray array = arrays.get(name);
    if (array == null) {
      throw damaged(file);
    }
    return NdArrays.doubles(array);
  }

  private static InputException damaged(Path file) {
    return new InputException(
        "The file " + file + " holds no network written by xai4j, or is damaged; train one again.");
  }
}
