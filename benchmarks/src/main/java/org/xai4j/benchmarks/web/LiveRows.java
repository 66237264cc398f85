package org.xai4j.benchmarks.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;

/**
 * A few rows with their explanations, for the part of a page where readers choose row, method and
 * answer, and read values. The numbers lie in the page with 16 bits each, in units of the 32,767th
 * part of the largest of their array.
 */
public final class LiveRows {
  /** Bytes of numbers that a page may hold; further rows are left out. */
  private static final int MOST = 4 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<ObjectNode> rows = new ArrayList<>();
  private long bytes;

  /** No rows yet. */
  public LiveRows() {}

  /**
   * Why a row has, or might have, an answer.
   *
   * @param name of the answer
   * @param maps the values of each method, by its name: one per place of the row
   */
  public record Answer(String name, Map<String, double[]> maps) {}

  /**
   * A row of numbers.
   *
   * @param name of the row
   * @param names of its columns, with their values
   * @param answers at least one
   * @return this
   */
  public LiveRows table(String name, List<String> names, List<Answer> answers) {
    ObjectNode row = JSON.createObjectNode().put("name", name);
    names.forEach(row.putArray("names")::add);
    return add(row, answers);
  }

  /**
   * A picture, or a series of channels.
   *
   * @param name of the row
   * @param width of the picture; its height follows
   * @param input gray values from left to right, from top to bottom
   * @param answers at least one
   * @return this
   */
  public LiveRows picture(String name, int width, double[] input, List<Answer> answers) {
    ObjectNode row = JSON.createObjectNode().put("name", name);
    row.put("width", width).put("height", input.length / width);
    row.set("input", encoded(input));
    return add(row, answers);
  }

  /**
   * A text.
   *
   * @param name of the row
   * @param pieces the words, and what stands between them
   * @param places whether a piece is a word, which has a value
   * @param answers at least one, with a value per word
   * @return this
   */
  public LiveRows text(
      String name, List<String> pieces, List<Boolean> places, List<Answer> answers) {
    ObjectNode row = JSON.createObjectNode().put("name", name);
    ArrayNode all = row.putArray("pieces");
    for (int i = 0; i < pieces.size(); i++) {
      all.addObject().put("text", pieces.get(i)).put("place", places.get(i));
    }
    return add(row, answers);
  }

  /**
   * The values of a row as a picture has them: the channels of an image are summed.
   *
   * @param row [1, c, h, w] or [1, h, w]
   * @return h · w values
   */
  public static double[] summed(INDArray row) {
    int size = (int) (row.size(row.rank() - 1) * row.size(row.rank() - 2));
    double[] values = NdArrays.doubles(row);
    double[] sum = new double[size];
    for (int i = 0; i < values.length; i++) {
      sum[i % size] += values[i];
    }
    return sum;
  }

  private LiveRows add(ObjectNode row, List<Answer> answers) {
    long size = 0;
    ArrayNode all = row.putArray("answers");
    for (Answer answer : answers) {
      ObjectNode node = all.addObject().put("name", answer.name());
      ArrayNode maps = node.putArray("maps");
      for (Map.Entry<String, double[]> map : answer.maps().entrySet()) {
        maps.addObject().put("method", map.getKey()).set("values", encoded(map.getValue()));
        size += 2L * map.getValue().length;
      }
    }
    if (rows.isEmpty() || bytes + size <= MOST) {
      rows.add(row);
      bytes += size;
    }
    return this;
  }

  private static ObjectNode encoded(double[] values) {
    double most = Arrays.stream(values).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      double share = most == 0 || !Double.isFinite(value) ? 0 : value / most;
      buffer.putShort((short) Math.round(32767 * share));
    }
    return JSON.createObjectNode()
        .put("most", most)
        .put("data", Base64.getEncoder().encodeToString(buffer.array()));
  }

  /**
   * Whether there are no rows.
   *
   * @return true at the beginning
   */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The rows for a script element of a page; nothing in them ends it.
   *
   * @return JSON
   */
  public String json() {
    ObjectNode root = JSON.createObjectNode();
    rows.forEach(root.putArray("rows")::add);
    return root.toString().replace("<", "\\u003c");
  }
}
