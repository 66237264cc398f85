package org.xai4j.core.importer.dl4j;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/**
 * The normalizer that was fitted to the training data and stored with a model: y = scale·x + shift
 * along axis 1, or everywhere. It becomes the network's first layer, so that the network takes rows
 * as they were before normalisation.
 *
 * @param scale factors; one, or one per cell of axis 1
 * @param shift as many
 * @param file for messages
 */
record Normalizer(double[] scale, double[] shift, String file) {
  /** The name of the layer. */
  static final String NAME = "normalizer";

  /** ND4J's bound below which a deviation or range is raised. */
  private static final double LEAST = 1e-5;

  /**
   * Reads the entry that {@code ModelSerializer.addNormalizerToModel} writes: its type and its
   * numbers. No objects are made of it.
   *
   * @param bytes of the entry {@code normalizer.bin}
   * @param file for messages
   * @return the normalizer
   * @throws InputException if it is damaged or of a type that is not supported
   */
  static Normalizer parse(byte[] bytes, String file) {
    String what = "The numbers of the normalizer in the model file " + file;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      InputException.check(
          in.readUTF().equals("NORMALIZER") && in.readInt() == 1, "%s are damaged.", what);
      String type = in.readUTF();
      return switch (type) {
        case "STANDARDIZE" -> standardize(in, file, what);
        case "MIN_MAX" -> minMax(in, file, what);
        case "IMAGE_MIN_MAX" -> image(in, file);
        case "IMAGE_VGG16" ->
            new Normalizer(
                new double[] {1, 1, 1}, new double[] {-123.68, -116.779, -103.939}, file);
        default ->
            throw new InputException(
                "The model file "
                    + file
                    + " holds a normalizer of the type "
                    + type
                    + ", which is not supported; remove normalizer.bin from the file and normalize"
                    + " the input before.");
      };
    } catch (IOException e) {
      throw StoredArray.damaged(what, e);
    }
  }

  private static Normalizer standardize(DataInputStream in, String file, String what)
      throws IOException {
    in.readBoolean();
    double[] mean = StoredArray.read(in, what).values();
    double[] deviation = raised(StoredArray.read(in, what).values());
    return affine(mean, deviation, 1, 0, file, what);
  }

  private static Normalizer minMax(DataInputStream in, String file, String what)
      throws IOException {
    in.readBoolean();
    double least = in.readDouble();
    double most = in.readDouble();
    double[] lower = StoredArray.read(in, what).values();
    double[] upper = StoredArray.read(in, what).values();
    InputException.check(lower.length == upper.length, "%s are damaged.", what);
    double[] range = new double[lower.length];
    Arrays.setAll(range, i -> upper[i] - lower[i]);
    return affine(lower, raised(range), most - least, least, file, what);
  }

  private static Normalizer image(DataInputStream in, String file) throws IOException {
    double least = in.readDouble();
    double most = in.readDouble();
    double pixel = in.readDouble();
    return new Normalizer(new double[] {(most - least) / pixel}, new double[] {least}, file);
  }

  /** (x − centre)/width·stretch + start. */
  private static Normalizer affine(
      double[] centre, double[] width, double stretch, double start, String file, String what) {
    InputException.check(centre.length == width.length, "%s are damaged.", what);
    double[] scale = new double[width.length];
    double[] shift = new double[width.length];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = stretch / width[i];
      shift[i] = start - centre[i] * scale[i];
    }
    return new Normalizer(scale, shift, file);
  }

  private static double[] raised(double[] values) {
    return Arrays.stream(values).map(v -> Math.max(v, LEAST)).toArray();
  }

  /**
   * A network with the normalizer in front.
   *
   * @param network takes normalised rows
   * @return one that takes rows before normalisation
   * @throws InputException if the normalizer is for another number of features
   */
  Network before(Network network) {
    List<Long> shape = network.inputShape();
    int features = Math.toIntExact(Math.max(shape.get(0), -1));
    boolean finite =
        Arrays.stream(scale).allMatch(Double::isFinite)
            && Arrays.stream(shift).allMatch(Double::isFinite);
    InputException.check(
        finite && features > 0 && (scale.length == 1 || scale.length == features),
        "The normalizer in the model file %s is for %d features, the model takes inputs of shape"
            + " %s; remove normalizer.bin from the file and normalize the input before.",
        file,
        scale.length,
        shape);
    NetworkBuilder builder = Network.builder(shape.stream().mapToLong(Long::longValue).toArray());
    int first = builder.add(NAME, layer(network.type(), features), 0);
    for (Node node : network.nodes().subList(1, network.nodes().size())) {
      builder.add(
          node.name(),
          node.layer(),
          node.inputs().stream().mapToInt(i -> i == 0 ? first : i + 1).toArray());
    }
    return builder.build(network.nodes().size());
  }

  private Layer layer(DataType type, int features) {
    double[] ones = new double[features];
    Arrays.fill(ones, 1);
    INDArray none = NdArrays.array(type, new double[features], features);
    return new BatchNormalization(
        each(type, scale, features),
        each(type, shift, features),
        none,
        NdArrays.array(type, ones, features),
        0,
        1);
  }

  private static INDArray each(DataType type, double[] values, int features) {
    double[] all = new double[features];
    Arrays.setAll(all, i -> values[values.length == 1 ? 0 : i]);
    return NdArrays.array(type, all, features);
  }
}
