package org.xai4j.core.data.eeg;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/**
 * Where the electrodes of the 10–20 system and its 10–10 extension sit (Jasper 1958; Oostenveld and
 * Praamstra 2001, doi:10.1016/S1388-2457(00)00527-7), on an ideal round head seen from above: each
 * row of electrodes lies on the arc through its two ends and its middle, in equal steps.
 */
public final class Montage {
  /** Rows from the front: angle of the ends, height of the middle, names from left to right. */
  private static final List<Row> ROWS =
      List.of(
          new Row(72, 0.8, "Fp1 Fpz Fp2"),
          new Row(54, 0.6, "AF9 AF7 AF5 AF3 AF1 AFz AF2 AF4 AF6 AF8 AF10"),
          new Row(36, 0.4, "F9 F7 F5 F3 F1 Fz F2 F4 F6 F8 F10"),
          new Row(18, 0.2, "FT9 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6 FT8 FT10"),
          new Row(0, 0, "T9 T7 C5 C3 C1 Cz C2 C4 C6 T8 T10"),
          new Row(-18, -0.2, "TP9 TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 TP10"),
          new Row(-36, -0.4, "P9 P7 P5 P3 P1 Pz P2 P4 P6 P8 P10"),
          new Row(-54, -0.6, "PO9 PO7 PO5 PO3 PO1 POz PO2 PO4 PO6 PO8 PO10"),
          new Row(-72, -0.8, "O1 Oz O2"));

  /** Radius of the circle through Fpz, T7, Oz and T8; the nasion is at 1. */
  private static final double RING = 0.8;

  private static final Map<String, Place> PLACES = places();

  private Montage() {}

  /**
   * A place on the head seen from above, the vertex in the middle, the nasion at (0, 1) and the
   * ears at (±1, 0).
   *
   * @param name of the electrode, as it is written
   * @param x to the right
   * @param y to the front
   */
  public record Place(String name, double x, double y) {}

  private record Row(double degrees, double middle, String names) {}

  private static Map<String, Place> places() {
    Map<String, Place> places = new LinkedHashMap<>();
    for (Row row : ROWS) {
      List<String> names = List.of(row.names().split(" "));
      int half = names.size() / 2;
      for (int i = 0; i < names.size(); i++) {
        // Ends of a row of eleven lie one step below the ring.
        double step = half == 1 ? (i - 1) : (i - half) / (half - 1.0);
        put(places, names.get(i), row, step);
      }
    }
    places.put("NZ", new Place("Nz", 0, 1));
    places.put("IZ", new Place("Iz", 0, -1));
    places.put("T3", new Place("T3", -RING, 0));
    places.put("T4", new Place("T4", RING, 0));
    for (String[] old : new String[][] {{"T5", "P7"}, {"T6", "P8"}}) {
      Place now = find(places, old[1]).orElseThrow();
      places.put(old[0], new Place(old[0], now.x(), now.y()));
    }
    return places;
  }

  /** A place on the circle through both ends of a row and its middle; steps beyond 1 go outward. */
  private static void put(Map<String, Place> places, String name, Row row, double step) {
    double angle = Math.toRadians(row.degrees());
    double endX = RING * Math.cos(angle);
    double rise = RING * Math.sin(angle) - row.middle();
    double inside = Math.max(-1, Math.min(1, step));
    double x = inside * endX;
    double y = row.middle();
    if (rise != 0) {
      double radius = (endX * endX + rise * rise) / (2 * rise);
      double turn = inside * Math.asin(endX / radius);
      x = radius * Math.sin(turn);
      y += radius * (1 - Math.cos(turn));
    }
    double outward = Math.abs(step) > 1 ? 1.2 : 1;
    places.put(name.toUpperCase(Locale.ROOT), new Place(name, outward * x, outward * y));
  }

  /**
   * Where an electrode sits.
   *
   * @param name in any case
   * @return its place, or nothing if the system has no such electrode
   */
  public static Optional<Place> find(String name) {
    return find(PLACES, name);
  }

  private static Optional<Place> find(Map<String, Place> places, String name) {
    return Optional.ofNullable(places.get(name.toUpperCase(Locale.ROOT)));
  }

  /**
   * Where electrodes sit.
   *
   * @param names in any case
   * @return their places, in order
   * @throws InputException if the system has no such electrode
   */
  public static List<Place> of(List<String> names) {
    List<Place> places = new ArrayList<>();
    for (String name : names) {
      places.add(
          find(name)
              .orElseThrow(
                  () ->
                      new InputException(
                          "There is no electrode '"
                              + name
                              + "' in the 10–20 system"
                              + Registry.suggestion(
                                  name, PLACES.values().stream().map(Place::name).toList())
                              + "; rename the channel.")));
    }
    return places;
  }
}
