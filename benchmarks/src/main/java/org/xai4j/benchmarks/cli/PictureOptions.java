package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.Images;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Option;

/** How pictures become what a model takes. */
final class PictureOptions {
  private static final String FIT = "fit";
  private static final int LARGEST = 1 << 14;

  @Option(
      names = "--resize",
      paramLabel = "HxW",
      defaultValue = FIT,
      description =
          "The size pictures are brought to: fit (the model's), none (other sizes are refused) or"
              + " 224x224 (default: ${DEFAULT-VALUE}).")
  private String size = FIT;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M,…",
      description =
          "Subtracted from images, whose pictures are read as 0 to 1: one number, or one per"
              + " channel.")
  private List<Double> mean = new ArrayList<>();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "S,…",
      description = "Divides images after --mean: one number, or one per channel.")
  private List<Double> deviation = new ArrayList<>();

  private String resized = "";

  /** Made by the parser. */
  PictureOptions() {}

  /**
   * Reads a picture, or an array of images, in the form a model takes.
   *
   * @param file picture or array
   * @param model takes it
   * @param notes gets a sentence for each change that was not asked for
   * @return batch [n, …]
   */
  INDArray read(Path file, Model model, List<String> notes) {
    List<Long> shape = model.inputShape();
    boolean picture = ArrayFiles.picture(file);
    if (shape.size() != 3 || (!picture && !asked())) {
      InputException.check(
          !asked(),
          "--resize, --mean and --std are for images, but the model takes inputs of shape %s.",
          shape);
      return ArrayFiles.read(file);
    }
    boolean last = model.layout() == ImageLayout.CHANNELS_LAST;
    INDArray images;
    if (picture) {
      images = Images.read(file, Math.toIntExact(shape.get(last ? 2 : 0)));
    } else {
      INDArray stored = ArrayFiles.read(file);
      InputException.check(
          stored.rank() == 4,
          "--resize, --mean and --std are for images [n, c, h, w] or [n, h, w, c], but %s holds %s.",
          file,
          Arrays.toString(stored.shape()));
      images = model.layout().toChannelsFirst(stored);
    }
    INDArray sized = sized(images, file, shape.get(last ? 0 : 1), shape.get(last ? 1 : 2), notes);
    INDArray ready = normalised(sized);
    return model.layout().fromChannelsFirst(ready);
  }

  /** How images were prepared, for the provenance; empty if they were not. */
  Map<String, String> prepared() {
    Map<String, String> prepared = new LinkedHashMap<>(settings());
    if (!resized.isEmpty()) {
      prepared.put("resized", resized);
    }
    return prepared;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!size.equals(FIT)) {
      settings.put("resize", size);
    }
    if (!mean.isEmpty()) {
      settings.put("mean", mean.toString());
    }
    if (!deviation.isEmpty()) {
      settings.put("std", deviation.toString());
    }
    return settings;
  }

  private boolean asked() {
    return !settings().isEmpty();
  }

  private INDArray sized(INDArray images, Path file, long height, long width, List<String> notes) {
    long h = images.size(2);
    long w = images.size(3);
    long[] wanted = {height < 0 ? h : height, width < 0 ? w : width};
    if (size.matches("[1-9]\\d{0,4}[xX][1-9]\\d{0,4}")) {
      String[] sides = size.toLowerCase(Locale.ROOT).split("x");
      wanted = new long[] {Long.parseLong(sides[0]), Long.parseLong(sides[1])};
      InputException.check(
          wanted[0] <= LARGEST && wanted[1] <= LARGEST,
          "The size '%s' is too large; give at most %dx%d.",
          size,
          LARGEST,
          LARGEST);
    } else {
      InputException.check(
          size.equals(FIT) || size.equals("none"),
          "The size '%s' is not fit, none or a height and width such as 224x224.",
          size);
    }
    if (h == wanted[0] && w == wanted[1]) {
      return images;
    }
    InputException.check(
        !size.equals("none"),
        "The picture %s is %d pixels high and %d wide, the model takes %d and %d; leave --resize"
            + " none out to have it resized.",
        file,
        h,
        w,
        wanted[0],
        wanted[1]);
    resized = String.format(Locale.ROOT, "%dx%d to %dx%d", h, w, wanted[0], wanted[1]);
    if (size.equals(FIT)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The picture %s was resized from %d x %d to %d x %d (height x width).",
              file,
              h,
              w,
              wanted[0],
              wanted[1]));
    }
    return Images.resize(images, Math.toIntExact(wanted[0]), Math.toIntExact(wanted[1]));
  }

  private INDArray normalised(INDArray images) {
    if (mean.isEmpty() && deviation.isEmpty()) {
      return images;
    }
    int channels = Math.toIntExact(images.size(1));
    return Images.normalise(images, each(mean, 0, channels), each(deviation, 1, channels));
  }

  private static double[] each(List<Double> given, double otherwise, int channels) {
    if (given.size() > 1) {
      return given.stream().mapToDouble(d -> d).toArray();
    }
    double[] all = new double[channels];
    Arrays.fill(all, given.isEmpty() ? otherwise : given.get(0));
    return all;
  }
}
