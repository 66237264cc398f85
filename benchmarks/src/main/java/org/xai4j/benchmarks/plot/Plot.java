package org.xai4j.benchmarks.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.report.BeeswarmChart;
import org.xai4j.benchmarks.report.DecisionChart;
import org.xai4j.benchmarks.report.ForceChart;
import org.xai4j.benchmarks.report.ImageChart;
import org.xai4j.benchmarks.report.ScalpMap;
import org.xai4j.benchmarks.report.ScatterChart;
import org.xai4j.benchmarks.report.TextChart;
import org.xai4j.benchmarks.report.WaterfallChart;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.eeg.Montage;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.run.InputException;
import org.xai4j.core.text.TextWord;

/** The kinds of plots. */
public enum Plot {
  /** How the features of one row lead from the base value to its score. */
  WATERFALL,
  /** The same as two stacks that push against each other. */
  FORCE,
  /** The values of every feature over many rows. */
  BEESWARM,
  /** The mean absolute value of every feature. */
  BAR,
  /** The values of one feature over what it is in each row. */
  DEPENDENCE,
  /** The way of every row from the base value to its score. */
  DECISION,
  /** An image beside its heatmap, with a colour bar. */
  IMAGE,
  /** The words of a text on the colours of their relevance. */
  TEXT,
  /** The channels of a series over time, on the colours of their relevance. */
  SERIES,
  /** The relevance of electrodes over the head, in spans of time. */
  HEAD;

  /** Smaller images are enlarged to about this many pixels. */
  private static final int SIDE = 280;

  /** Heads of an epoch, one for each span. */
  private static final int SPANS = 6;

  /**
   * The plot of a name.
   *
   * @param text as on the command line
   * @return the plot
   * @throws InputException if there is none
   */
  public static Plot parse(String text) {
    for (Plot plot : values()) {
      if (plot.id().equals(text.toLowerCase(Locale.ROOT))) {
        return plot;
      }
    }
    throw new InputException(
        "There is no plot '"
            + text
            + "'; take one of "
            + String.join(", ", Arrays.stream(values()).map(Plot::id).toList())
            + ".");
  }

  /**
   * The plot's name on the command line.
   *
   * @return in lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Checks that rows suit the plot, before they are explained.
   *
   * @param inputs the rows [n, …]
   * @throws InputException if the plot draws one row and there are several
   */
  public void check(INDArray inputs) {
    InputException.check(
        inputs.size(0) == 1
            || this == BEESWARM
            || this == BAR
            || this == DEPENDENCE
            || this == DECISION,
        "The plot %s draws one row, and there are %d; choose one with --rows.",
        id(),
        inputs.size(0));
  }

  /**
   * Draws the plot.
   *
   * @param data of which rows
   * @return an element svg
   * @throws InputException if the data do not suit the plot
   */
  public String draw(PlotData data) {
    return switch (this) {
      case WATERFALL, FORCE -> path(data);
      case BEESWARM -> beeswarm(data);
      case BAR -> bars(data);
      case DEPENDENCE -> dependence(data);
      case DECISION -> {
        PlotData.Features features = data.features();
        yield DecisionChart.draw(
            "The way of each row to its score by " + data.method(),
            data.bases(),
            features.names(),
            features.values(),
            data.shown());
      }
      case IMAGE -> image(data);
      case TEXT -> text(data);
      case SERIES -> {
        check(data.inputs());
        yield SeriesChart.draw(
            "The series and its relevance by " + data.method(),
            data.axis(),
            data.channels(data.attribution().values()),
            data.channels(data.inputs()));
      }
      case HEAD -> head(data);
    };
  }

  private String path(PlotData data) {
    check(data.inputs());
    PlotData.Features features = data.features();
    String description = "How the features lead to the score by " + data.method();
    double base = data.bases()[0];
    List<String> names = data.told(features);
    double[] values = features.values()[0];
    return this == FORCE
        ? ForceChart.draw(description, base, names, values)
        : WaterfallChart.draw(description, base, names, values, data.shown());
  }

  private static String beeswarm(PlotData data) {
    PlotData.Features features = data.features();
    double[][] inputs = NdArrays.rows(data.inputs());
    double[][] own = new double[inputs.length][features.names().size()];
    for (int i = 0; i < own.length; i++) {
      for (int f = 0; f < own[i].length; f++) {
        own[i][f] = inputs[i][features.columns().get(f)];
      }
    }
    return BeeswarmChart.draw(
        "Values by " + data.method() + " over " + own.length + " rows",
        features.names(),
        features.values(),
        own,
        data.shown());
  }

  private static double[] sizes(PlotData.Features features) {
    double[] sizes = new double[features.names().size()];
    for (double[] row : features.values()) {
      for (int f = 0; f < sizes.length; f++) {
        sizes[f] += Math.abs(row[f]) / features.values().length;
      }
    }
    return sizes;
  }

  private static String bars(PlotData data) {
    PlotData.Features features = data.features();
    double[] sizes = sizes(features);
    List<BarChart.Bar> bars = new ArrayList<>();
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer f) -> -sizes[f]))
        .limit(data.shown())
        .forEach(f -> bars.add(BarChart.Bar.of(features.names().get(f), sizes[f])));
    return BarChart.draw("Mean absolute values by " + data.method(), bars);
  }

  private static String dependence(PlotData data) {
    PlotData.Features features = data.features();
    double[] sizes = sizes(features);
    int chosen = 0;
    if (data.feature().isEmpty()) {
      for (int f = 1; f < sizes.length; f++) {
        chosen = sizes[f] > sizes[chosen] ? f : chosen;
      }
    } else {
      chosen = named(data, features);
    }
    int feature = chosen;
    int column = features.columns().get(feature);
    double[] x =
        Arrays.stream(NdArrays.rows(data.inputs())).mapToDouble(row -> row[column]).toArray();
    double[] y = Arrays.stream(features.values()).mapToDouble(row -> row[feature]).toArray();
    double[] sorted = data.attribution().scores();
    Arrays.sort(sorted);
    double[] colour =
        Arrays.stream(data.attribution().scores())
            .map(score -> sorted.length < 2 ? 0.5 : below(sorted, score) / (sorted.length - 1.0))
            .toArray();
    return ScatterChart.draw(
        "Values of "
            + features.names().get(feature)
            + " over what it is; the colour is the rank of the row's score",
        features.names().get(feature),
        data.method(),
        x,
        y,
        "rank of the row's score",
        colour);
  }

  private static int below(double[] sorted, double value) {
    return (int) Arrays.stream(sorted).filter(v -> v < value).count();
  }

  private static int named(PlotData data, PlotData.Features features) {
    for (int f = 0; f < features.names().size(); f++) {
      String column = data.schema().columns().get(features.columns().get(f)).name();
      if (features.names().get(f).equals(data.feature()) || column.equals(data.feature())) {
        return f;
      }
    }
    throw new InputException(
        "There is no feature '"
            + data.feature()
            + "'; take one of "
            + String.join(", ", features.names())
            + ".");
  }

  private String image(PlotData data) {
    check(data.inputs());
    InputException.check(
        data.inputs().rank() == 4 && data.attribution().values().rank() == 4,
        "The plot image draws images [1, c, h, w], not inputs of shape %s with values of shape %s.",
        Arrays.toString(data.inputs().shape()),
        Arrays.toString(data.attribution().values().shape()));
    INDArray input = data.layout().toChannelsFirst(data.inputs());
    INDArray values = data.layout().toChannelsFirst(data.attribution().values());
    int enlarge = (int) Math.max(1, SIDE / Math.max(input.size(2), input.size(3)));
    BufferedImage seen = Heatmap.inputs(input, enlarge).get(0);
    Heatmap heatmap = Heatmap.standard().withEnlarge(enlarge);
    return ImageChart.draw(
        "The image and its heatmap by " + data.method(),
        seen,
        heatmap.draw(values, input).get(0),
        heatmap.limit(values),
        data.method());
  }

  private String head(PlotData data) {
    check(data.inputs());
    double[][] values = data.channels(data.attribution().values());
    InputException.check(
        data.axis().channels().size() == values.length,
        "The plot head needs the name of each of the %d electrodes, not %d names; give --channels"
            + " Fz,Cz,….",
        values.length,
        data.axis().channels().size());
    int steps = values[0].length;
    int spans = Math.min(SPANS, steps);
    List<ScalpMap.Head> heads = new ArrayList<>();
    for (int s = 0; s < spans; s++) {
      int from = s * steps / spans;
      int to = (s + 1) * steps / spans;
      double[] sums =
          Arrays.stream(values)
              .mapToDouble(channel -> Arrays.stream(channel, from, to).sum())
              .toArray();
      heads.add(new ScalpMap.Head(data.span(from, to), sums));
    }
    return ScalpMap.draw(
        "The relevance of electrodes by " + data.method() + ", summed over spans of time",
        Montage.of(data.axis().channels()),
        heads,
        3);
  }

  private String text(PlotData data) {
    InputException.check(
        !data.words().isEmpty(),
        "The plot text draws words, but the input is no text; give --text, a file of sentences or ids of tokens.");
    check(data.inputs());
    List<TextWord> words = data.words().get(0);
    return TextChart.draw(
        "The words and their relevance by " + data.method(),
        words.stream().map(TextWord::text).toList(),
        words.stream().mapToDouble(TextWord::value).toArray());
  }
}
