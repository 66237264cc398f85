package org.xai4j.core.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.text.TextWord;

/**
 * Attributions of pictures, series and texts in sentences, each with the figures it rests on: the
 * score, how much speaks for and against it, where or in which words, and how far the values can be
 * trusted. A share is the sum over a part divided by the sum of the absolute values of a row's
 * elements (pixels, values or words). Where nothing stands out, the sentences say so.
 */
public final class AttributionSentences {
  private final Wording wording;

  private AttributionSentences(Wording wording) {
    this.wording = wording;
  }

  /**
   * Sentences of a language.
   *
   * @param language of the sentences
   * @return the writer of sentences
   */
  public static AttributionSentences of(SentenceLanguage language) {
    return new AttributionSentences(new Wording(language));
  }

  /**
   * Regions of a picture: where its channels' sum is largest and smallest, connected and told by
   * their place in the picture or in the figure that stands on an even ground.
   *
   * @param attribution values [n, c, h, w]
   * @param inputs of the same shape
   * @param row which picture
   * @return sentences
   * @throws InputException if the shapes differ
   */
  public List<Said> picture(Attribution attribution, INDArray inputs, int row) {
    same(attribution, inputs, 4);
    return tell(
        attribution,
        row,
        PictureContent.of(
            row(attribution.values(), row),
            row(inputs, row),
            (int) inputs.size(2),
            (int) inputs.size(3),
            wording));
  }

  /**
   * Spans of time by channel; where each step holds one of several symbols, which symbols.
   *
   * @param attribution values [n, channels, steps]
   * @param inputs of the same shape
   * @param row which series
   * @param axis names of channels and times
   * @return sentences
   * @throws InputException if the shapes or the number of names differ
   */
  public List<Said> series(Attribution attribution, INDArray inputs, int row, SeriesAxis axis) {
    same(attribution, inputs, 3);
    int channels = (int) inputs.size(1);
    InputException.check(
        axis.channels().isEmpty() || axis.channels().size() == channels,
        "There are %d names of channels, but the rows have %d channels.",
        axis.channels().size(),
        channels);
    return tell(
        attribution,
        row,
        SeriesContent.of(
            row(attribution.values(), row), row(inputs, row), channels, axis, wording));
  }

  /**
   * Words of a text.
   *
   * @param attribution gives the score and how far to trust
   * @param words of the row, with their values
   * @param row which text
   * @return sentences
   */
  public List<Said> text(Attribution attribution, List<TextWord> words, int row) {
    return tell(attribution, row, WordContent.of(words, wording));
  }

  private static void same(Attribution attribution, INDArray inputs, int rank) {
    InputException.check(
        inputs.rank() == rank && Arrays.equals(attribution.values().shape(), inputs.shape()),
        "Sentences are made of attributions of the input's shape; these have %s, the input %s.",
        Arrays.toString(attribution.values().shape()),
        Arrays.toString(inputs.shape()));
  }

  private static double[] row(INDArray values, int row) {
    return NdArrays.rows(values)[row];
  }

  private List<Said> tell(Attribution attribution, int row, Content content) {
    List<Said> said = new ArrayList<>();
    said.add(score(attribution, row, wording));
    double total = content.sum(1) + content.sum(-1);
    double[] values = content.values();
    if (!content.finite()) {
      said.add(new Said("undefined", wording.say("undefined"), Map.of(), List.of()));
      return said;
    }
    if (total == 0) {
      String key = "zero." + content.noun();
      said.add(
          new Said(
              "zero", wording.say(key), Map.of("elements", (double) values.length), List.of()));
    } else if (content.even()) {
      String key = (values.length == 1 ? "single." : "even.") + content.noun();
      said.add(
          new Said(
              "even",
              wording.say(key, wording.signed(values[0]), String.valueOf(values.length)),
              Map.of("value", values[0], "elements", (double) values.length),
              List.of()));
    } else {
      double positive = content.sum(1) / total;
      double negative = content.sum(-1) / total;
      said.add(
          new Said(
              "balance",
              wording.say("balance", wording.share(positive), wording.share(negative)),
              Map.of("for", positive, "against", negative, "sum of absolute values", total),
              List.of()));
      said.add(parts("for", content.finder().find(1, total)));
      said.add(parts("against", content.finder().find(-1, total)));
    }
    trust(attribution, row, said, wording);
    return said;
  }

  private Said parts(String claim, List<Part> parts) {
    String sentence =
        parts.isEmpty()
            ? wording.say(claim + ".none")
            : wording.say(claim + ".most", wording.join(parts.stream().map(Part::words).toList()));
    return new Said(claim, sentence, Map.of(), parts);
  }

  /** What is explained. */
  static Said score(Attribution attribution, int row, Wording wording) {
    double score = attribution.scores()[row];
    return attribution
        .trust()
        .base()
        .map(
            base ->
                new Said(
                    "score",
                    wording.say("score", wording.number(score), wording.number(base[row])),
                    Map.of("score", score, "base", base[row]),
                    List.of()))
        .orElseGet(
            () ->
                new Said(
                    "score",
                    wording.say("score.only", wording.number(score)),
                    Map.of("score", score),
                    List.of()));
  }

  /** How far the values can be trusted. */
  static void trust(Attribution attribution, int row, List<Said> said, Wording wording) {
    attribution
        .residuals()
        .ifPresent(
            r -> {
              String by = wording.number(Math.abs(r[row]));
              said.add(figure("adds", wording.say("trust.adds", by), Math.abs(r[row])));
            });
    attribution
        .trust()
        .fit()
        .ifPresent(
            fit -> {
              String r2 = wording.percent(fit[row]);
              said.add(figure("fit", wording.say("trust.fit", r2), fit[row]));
            });
    attribution
        .trust()
        .errors()
        .ifPresent(
            errors -> {
              double most = Arrays.stream(row(errors, row)).max().orElse(0);
              said.add(figure("errors", wording.say("trust.errors", wording.number(most)), most));
            });
  }

  private static Said figure(String claim, String sentence, double value) {
    return new Said(claim, sentence, Map.of("value", value), List.of());
  }
}
