package org.xai4j.core.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Regions of a picture by place: in the picture, and in the figure where one stands on an even
 * ground. Channels are summed.
 */
final class PictureContent {
  private static final int NAMED = 3;

  /** Of the pixels at the border, the share that an even ground holds. */
  private static final double GROUND = 0.9;

  /** A pixel differs from the ground beyond this share of the picture's range. */
  private static final double NEAR = 0.1;

  private static final double FAR = 0.25;

  /** A figure fills at most this share of the picture. */
  private static final double FILLED = 0.8;

  private PictureContent() {}

  /**
   * One row.
   *
   * @param values of the attribution [c, h, w], flat
   * @param input the picture [c, h, w], flat
   * @param height h
   * @param width w
   */
  static Content of(double[] values, double[] input, int height, int width, Wording wording) {
    double[] map = new double[height * width];
    for (int i = 0; i < values.length; i++) {
      map[i % map.length] += values[i];
    }
    Optional<Place.Box> figure = figure(input, height, width);
    return new Content(
        "pixels", map, (sign, total) -> parts(map, height, width, figure, sign, total, wording));
  }

  private static List<Part> parts(
      double[] map,
      int height,
      int width,
      Optional<Place.Box> figure,
      int sign,
      double total,
      Wording wording) {
    double[] signed = Arrays.stream(map).map(v -> sign * v).toArray();
    List<Part> parts = new ArrayList<>();
    int reach = Regions.reach(Math.max(height, width));
    for (Regions.Region region :
        Regions.of(signed, width, true, reach).stream().limit(NAMED).toList()) {
      double[] mass = new double[map.length];
      Arrays.stream(region.pixels()).forEach(p -> mass[p] = Math.max(0, signed[p]));
      Place whole = Place.of(mass, width, new Place.Box(0, 0, height, width));
      Map<String, Object> place = new LinkedHashMap<>();
      place.put("pixels", region.runs(width));
      place.put("picture", figures(whole));
      double share = region.sum() / total;
      String words =
          wording.say("picture.part", wording.say("place." + whole.id()), wording.share(share));
      if (figure.isPresent()) {
        Place.Box box = figure.get();
        Place own = Place.of(mass, width, box);
        place.put("figure box", List.of(box.top(), box.left(), box.bottom(), box.right()));
        place.put("figure", figures(own));
        words = words(whole, own, share, wording);
      }
      parts.add(new Part(words, sign * region.sum(), share, place));
    }
    return parts;
  }

  private static String words(Place whole, Place own, double share, Wording wording) {
    String key =
        own.inside() >= Place.SHARE
            ? "figure.part"
            : own.inside() <= 1 - Place.SHARE ? "picture.beside" : "picture.part";
    Place named = key.equals("figure.part") ? own : whole;
    return wording.say(key, wording.say("place." + named.id()), wording.share(share));
  }

  private static Map<String, Object> figures(Place place) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("place", place.id());
    figures.put("inside", place.inside());
    return figures;
  }

  /**
   * The bounding box of what differs from the ground; nothing where the border is not even or the
   * figure fills the picture.
   */
  private static Optional<Place.Box> figure(double[] input, int height, int width) {
    double[] far = deviations(input, height, width);
    double range = Arrays.stream(far).max().orElse(0);
    int border = 0;
    int near = 0;
    Place.Box box = new Place.Box(height, width, 0, 0);
    for (int p = 0; p < far.length; p++) {
      int y = p / width;
      int x = p % width;
      if (border(y, x, height, width)) {
        border++;
        near += far[p] <= NEAR * range ? 1 : 0;
      }
      if (far[p] > FAR * range) {
        box =
            new Place.Box(
                Math.min(box.top(), y),
                Math.min(box.left(), x),
                Math.max(box.bottom(), y + 1),
                Math.max(box.right(), x + 1));
      }
    }
    double filled = (double) (box.bottom() - box.top()) * (box.right() - box.left()) / far.length;
    return range > 0 && near >= GROUND * border && filled <= FILLED
        ? Optional.of(box)
        : Optional.empty();
  }

  /** The largest difference of a pixel's channels from the medians at the border. */
  private static double[] deviations(double[] input, int height, int width) {
    int size = height * width;
    double[] far = new double[size];
    for (int c = 0; c < input.length; c += size) {
      List<Double> ground = new ArrayList<>();
      for (int p = 0; p < size; p++) {
        if (border(p / width, p % width, height, width)) {
          ground.add(input[c + p]);
        }
      }
      ground.sort(null);
      double median = ground.get(ground.size() / 2);
      for (int p = 0; p < size; p++) {
        far[p] = Math.max(far[p], Math.abs(input[c + p] - median));
      }
    }
    return far;
  }

  private static boolean border(int y, int x, int height, int width) {
    return y == 0 || x == 0 || y == height - 1 || x == width - 1;
  }
}
