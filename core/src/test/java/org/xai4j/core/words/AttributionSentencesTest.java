package org.xai4j.core.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.text.TextWord;

/** No sentence claims what the numbers do not show: claims are read back and computed again. */
class AttributionSentencesTest {
  private static final List<String> ROWS = List.of("upper", "middle", "lower");
  private static final List<String> COLUMNS = List.of("left", "centre", "right");
  private static final AttributionSentences EN = AttributionSentences.of(SentenceLanguage.ENGLISH);
  private static final AttributionSentences ES = AttributionSentences.of(SentenceLanguage.SPANISH);

  private static INDArray array(double[] values, long... shape) {
    return NdArrays.array(DataType.DOUBLE, values, shape);
  }

  private static Attribution attribution(double[] values, long... shape) {
    return new Attribution(
        array(values, shape),
        new double[] {1.5},
        Optional.empty(),
        new Attribution.Trust(Optional.empty(), Optional.empty(), Optional.empty()),
        new Cost(0, 0, 0),
        new Provenance("m", Map.of(), Map.of(), 0, "", "", Map.of(), ""));
  }

  private static List<String> picture(double[] values, double[] input, int h, int w) {
    return EN.picture(attribution(values, 1, 1, h, w), array(input, 1, 1, h, w), 0).stream()
        .map(Said::sentence)
        .toList();
  }

  /** Noise of many kinds, so that every claim occurs. */
  private static double[] noise(Random random, int n, int width) {
    double[] values = new double[n];
    int kind = random.nextInt(6);
    int spot = random.nextInt(n);
    for (int i = 0; i < n; i++) {
      double near = Math.abs(i / width - spot / width) + Math.abs(i % width - spot % width);
      values[i] =
          switch (kind) {
            case 0 -> 0;
            case 1 -> -2;
            case 2 -> Math.abs(random.nextGaussian());
            case 3 -> random.nextInt(9) == 0 ? random.nextGaussian() : 0;
            case 4 -> 5 * Math.exp(-near) + 0.1 * random.nextGaussian();
            default -> random.nextGaussian();
          };
    }
    return values;
  }

  @Test
  void picturesOfRandomNumbers() {
    Random random = new Random(3);
    TreeSet<String> claims = new TreeSet<>();
    for (int trial = 0; trial < 600; trial++) {
      int c = 1 + random.nextInt(3);
      int h = 1 + random.nextInt(40);
      int w = 1 + random.nextInt(40);
      double[] values = noise(random, c * h * w, w);
      double[] input = noise(random, c * h * w, w);
      double[] map = new double[h * w];
      for (int i = 0; i < values.length; i++) {
        map[i % (h * w)] += values[i];
      }
      for (AttributionSentences words : List.of(EN, ES)) {
        JsonNode said =
            json(words.picture(attribution(values, 1, c, h, w), array(input, 1, c, h, w), 0));
        claims.addAll(check(said, map, words == ES, part -> region(part, map, h, w)));
      }
    }
    assertEquals(
        new TreeSet<>(List.of("score", "zero", "even", "balance", "for", "against")), claims);
  }

  /** Adds up a region's pixels; checks where they are said to lie. */
  private static double region(JsonNode part, double[] map, int h, int w) {
    JsonNode place = part.path("place");
    double[] mass = new double[map.length];
    double sum = 0;
    double sign = Math.signum(part.path("value").asDouble());
    for (JsonNode run : place.path("pixels")) {
      for (int x = run.get(1).asInt(); x < run.get(2).asInt(); x++) {
        int p = run.get(0).asInt() * w + x;
        sum += map[p];
        mass[p] = Math.max(0, sign * map[p]);
      }
    }
    inside(place.path("picture"), mass, w, 0, 0, h, w);
    if (place.has("figure")) {
      JsonNode box = place.path("figure box");
      inside(
          place.path("figure"),
          mass,
          w,
          box.get(0).asInt(),
          box.get(1).asInt(),
          box.get(2).asInt(),
          box.get(3).asInt());
    }
    String words = part.path("words").asText();
    if (words.contains("of the figure")) {
      assertTrue(place.path("figure").path("inside").asDouble() >= 2.0 / 3, words);
    }
    if (words.contains("beside the figure")) {
      assertTrue(place.path("figure").path("inside").asDouble() < 0.34, words);
    }
    return sum;
  }

  private static void inside(
      JsonNode said, double[] mass, int w, int top, int left, int bottom, int right) {
    String id = said.path("place").asText();
    double held = 0;
    for (int p = 0; p < mass.length; p++) {
      int y = p / w;
      int x = p % w;
      if (y >= top && y < bottom && x >= left && x < right) {
        String row = ROWS.get(Math.min(2, (int) (3 * (y - top + 0.5) / (bottom - top))));
        String column = COLUMNS.get(Math.min(2, (int) (3 * (x - left + 0.5) / (right - left))));
        boolean there =
            id.equals("all")
                || id.equals(row)
                || id.equals(column)
                || id.equals(row + "-" + column);
        held += there ? mass[p] : 0;
      }
    }
    double share = held / Arrays.stream(mass).sum();
    assertEquals(share, said.path("inside").asDouble(), 1e-9);
    assertTrue(id.equals("all") || share >= 2.0 / 3 - 1e-9, id);
  }

  @Test
  void seriesAndSymbolsOfRandomNumbers() {
    Random random = new Random(4);
    for (int trial = 0; trial < 400; trial++) {
      int c = 1 + random.nextInt(5);
      int t = 1 + random.nextInt(120);
      boolean symbols = c > 1 && random.nextBoolean();
      double[] input = new double[c * t];
      double[] values = noise(random, c * t, t);
      for (int i = 0; i < t; i++) {
        input[random.nextInt(c) * t + i] = 1;
        if (!symbols) {
          input[i] = -0.5;
        }
      }
      double[] map = symbols ? new double[t] : values;
      for (int i = 0; symbols && i < values.length; i++) {
        map[i % t] += values[i];
      }
      SeriesAxis axis = SeriesAxis.parse(List.of(), "0:4:ms");
      JsonNode said = json(EN.series(attribution(values, 1, c, t), array(input, 1, c, t), 0, axis));
      check(
          said,
          map,
          false,
          part -> {
            JsonNode place = part.path("place");
            int from = place.path("from").asInt();
            int to = place.path("to").asInt();
            String words = part.path("words").asText();
            assertTrue(words.contains((to == from + 1 ? "" : 4 * from + " to ") + 4 * (to - 1)));
            int row = place.path("channel").asInt() * t;
            return IntStream.range(row + from, row + to).mapToDouble(i -> map[i]).sum();
          });
    }
  }

  @Test
  void wordsOfRandomNumbers() {
    Random random = new Random(5);
    for (int trial = 0; trial < 300; trial++) {
      double[] values = noise(random, 1 + random.nextInt(20), 5);
      List<TextWord> words = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        words.add(new TextWord("w" + i, i, i + 1, values[i]));
      }
      JsonNode said = json(ES.text(attribution(values, 1, values.length), words, 0));
      check(
          said,
          values,
          true,
          part -> {
            int word = part.path("place").path("word").asInt();
            assertTrue(part.path("words").asText().startsWith("«w" + word + "»"));
            return values[word];
          });
    }
  }

  private interface Adder {
    double sum(JsonNode part);
  }

  private static JsonNode json(List<Said> said) {
    return new ObjectMapper().valueToTree(said);
  }

  /** Checks what is said against the map alone; gives the claims that were made. */
  private static List<String> check(JsonNode said, double[] map, boolean spanish, Adder adder) {
    double up = Arrays.stream(map).map(v -> Math.max(0, v)).sum();
    double down = Arrays.stream(map).map(v -> Math.max(0, -v)).sum();
    List<String> claims = new ArrayList<>();
    for (JsonNode one : said) {
      String claim = one.path("claim").asText();
      String sentence = one.path("sentence").asText();
      claims.add(claim);
      switch (claim) {
        case "score" -> assertEquals(1.5, one.path("figures").path("score").asDouble());
        case "zero" -> assertEquals(0, up + down);
        case "even" -> assertEquals(1, Arrays.stream(map).distinct().count());
        case "balance" -> {
          double share = up / (up + down);
          assertEquals(share, one.path("figures").path("for").asDouble(), 1e-9);
          assertTrue(sentence.contains(shown(share, spanish)), sentence);
          assertTrue(sentence.contains(shown(down / (up + down), spanish)), sentence);
        }
        case "for", "against" -> {
          int sign = claim.equals("for") ? 1 : -1;
          assertEquals(sign > 0 ? up > 0 : down > 0, !one.path("parts").isEmpty(), sentence);
          double before = Double.POSITIVE_INFINITY;
          for (JsonNode part : one.path("parts")) {
            double sum = adder.sum(part);
            double share = Math.abs(sum) / (up + down);
            assertEquals(sum, part.path("value").asDouble(), 1e-9);
            assertEquals(share, part.path("share").asDouble(), 1e-9);
            assertTrue(sign * sum > 0 && share <= before + 1e-12, sentence);
            assertTrue(part.path("words").asText().contains("(" + shown(share, spanish)));
            assertTrue(sentence.contains(part.path("words").asText()), sentence);
            before = share;
          }
        }
        default -> throw new AssertionError(claim);
      }
    }
    return claims;
  }

  private static String shown(double share, boolean spanish) {
    double p = 100 * share;
    String text =
        p > 0 && p < 0.1
            ? "< 0.1 %"
            : String.format(java.util.Locale.ROOT, p > 0 && p < 9.95 ? "%.1f %%" : "%.0f %%", p);
    return spanish ? text.replace('.', ',') : text;
  }

  @Test
  void aStrokeIsToldByItsPlaceInTheFigure() {
    double[] input = new double[900];
    double[] values = new double[900];
    for (int y = 6; y < 24; y++) {
      for (int x = 9; x < 21; x++) {
        input[30 * y + x] = 1;
      }
    }
    for (int y = 6; y < 10; y++) {
      for (int x = 9; x < 12; x++) {
        values[30 * y + x] = 1;
        values[30 * (y + 14) + x + 9] = -0.25;
      }
    }
    assertEquals(
        List.of(
            "The explained score is 1.500.",
            "Of all that counts, 80 % speaks for it and 20 % against it.",
            "For it speak most: the upper left of the figure (80 %).",
            "Against it speak most: the lower right of the figure (20 %)."),
        picture(values, input, 30, 30));
    assertTrue(picture(values, new double[900], 30, 30).get(2).contains("of the picture (80 %)"));
  }

  @Test
  void whatDoesNotStandOutIsSaidNotTo() {
    double[] flat = new double[16];
    assertEquals(
        "The attribution is zero at every pixel: no place speaks for or against it.",
        picture(flat, flat, 4, 4).get(1));
    Arrays.fill(flat, -0.5);
    assertEquals(
        "All 16 pixels count the same (−0.500), so no place stands out.",
        picture(flat, flat, 4, 4).get(1));
    assertEquals(
        "The picture has a single pixel, which counts +0.250.",
        picture(new double[] {0.25}, new double[] {1}, 1, 1).get(1));
    flat[3] = -1;
    assertTrue(picture(flat, flat, 4, 4).contains("Nothing speaks for it."));
    flat[3] = Double.NaN;
    List<String> undefined = picture(flat, flat, 4, 4);
    assertEquals(2, undefined.size());
    assertTrue(undefined.get(1).startsWith("Some values"), undefined.get(1));
  }

  @Test
  void timesAndSymbolsAreNamed() {
    double[] values = new double[200];
    Arrays.fill(values, 170, 180, 1);
    values[20] = -1;
    double[] input = new double[200];
    input[0] = -3;
    SeriesAxis axis = SeriesAxis.parse(List.of("Fz", "Pz"), "-100:4:ms");
    List<Said> said = EN.series(attribution(values, 1, 2, 100), array(input, 1, 2, 100), 0, axis);
    assertEquals("For it speak most: Pz from 180 to 216 ms (91 %).", said.get(2).sentence());
    double[] letters = {1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1};
    double[] counts = {0, 0, 0, -1, 0, 2, 3, 0, 0, 0, 0, 0};
    List<Said> symbols =
        ES.series(
            attribution(counts, 1, 3, 4),
            array(letters, 1, 3, 4),
            0,
            SeriesAxis.positions(List.of("A", "C", "G")));
    assertEquals(
        "A favor hablan sobre todo: CC en las posiciones 2 a 3 (83 %).", symbols.get(2).sentence());
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                EN.series(
                    attribution(values, 1, 2, 100),
                    array(input, 1, 2, 100),
                    0,
                    SeriesAxis.positions(List.of("A"))));
    assertTrue(e.getMessage().contains("2 channels"), e.getMessage());
    assertThrows(InputException.class, () -> SeriesAxis.parse(List.of(), "0:0:ms"));
    assertThrows(InputException.class, () -> SeriesAxis.parse(List.of(), "4 ms"));
  }
}
