package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.core.picture.Heatmap;

/** The grid of heatmaps: a row per class, a column per method. */
final class Gallery {
  private Gallery() {}

  /**
   * Draws the grid of one example per class.
   *
   * @param outcome of a comparison
   * @param methods in the order of the columns
   * @return per row its name, whether the model errs, and its pictures
   */
  static List<Map<String, Object>> rows(Outcome outcome, List<Outcome.Method> methods) {
    List<Map<String, Object>> rows = new ArrayList<>();
    if (outcome.samples().inputs().rank() < 3) {
      // Rows of numbers or words are no pictures.
      return rows;
    }
    List<String> classes = outcome.samples().classes();
    int[] examples = outcome.examples();
    for (int e = 0; e < examples.length; e++) {
      int instance = examples[e];
      int label = outcome.samples().labels()[instance];
      List<Map<String, Object>> pictures = new ArrayList<>();
      INDArray input = row(outcome.samples().inputs(), instance);
      String name = classes.get(label);
      pictures.add(picture(Heatmap.inputs(input, 1).get(0), "Input of class " + name));
      for (Outcome.Method method : methods) {
        INDArray values =
            row(method.attributions(), outcome.shown().contains(method) ? e : instance);
        pictures.add(
            picture(
                Heatmap.standard().draw(values, input).get(0),
                method.info().title() + " for class " + name));
      }
      int predicted = outcome.predicted()[instance];
      rows.add(
          Map.of(
              "name",
              name,
              "instance",
              instance,
              "predicted",
              predicted < classes.size() ? classes.get(predicted) : String.valueOf(predicted),
              "right",
              predicted == label,
              "pictures",
              pictures));
    }
    return rows;
  }

  /**
   * The colours of the heatmaps for a legend.
   *
   * @return CSS
   */
  static String legend() {
    List<String> stops = new ArrayList<>();
    for (int i = 0; i <= 20; i++) {
      stops.add(String.format("#%06x", ColorMap.DIVERGING.rgb(i / 10.0 - 1)));
    }
    return "linear-gradient(90deg, " + String.join(", ", stops) + ")";
  }

  private static Map<String, Object> picture(java.awt.image.BufferedImage image, String alt) {
    String data = Base64.getEncoder().encodeToString(Heatmap.png(image));
    return Map.of("uri", "data:image/png;base64," + data, "alt", alt);
  }

  private static INDArray row(INDArray array, int index) {
    return array.get(NDArrayIndex.interval(index, index + 1));
  }
}
