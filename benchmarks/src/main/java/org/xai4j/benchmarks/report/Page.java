package org.xai4j.benchmarks.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.benchmarks.web.LiveRows;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.core.run.Provenance;

/** The report of a study, built from headings, texts, tables and pictures. Used by one thread. */
public final class Page {
  private final String name;
  private final String title;
  private final boolean quick;
  private final List<Map<String, Object>> sections = new ArrayList<>();
  private List<Map<String, Object>> parts = List.of();
  private String lead = "";

  /**
   * An empty page.
   *
   * @param name of the experiment
   * @param title of the page
   * @param quick whether it reports a quick run
   */
  public Page(String name, String title, boolean quick) {
    this.name = name;
    this.title = title;
    this.quick = quick;
  }

  /**
   * The sentence below the title.
   *
   * @param text plain text
   * @return this
   */
  public Page lead(String text) {
    lead = text;
    return this;
  }

  /**
   * Begins a section.
   *
   * @param text its heading
   * @return this
   */
  public Page heading(String text) {
    parts = new ArrayList<>();
    sections.add(Map.of("title", text, "parts", parts));
    return this;
  }

  /**
   * Adds a paragraph of explanation.
   *
   * @param text plain text
   * @return this
   */
  public Page text(String text) {
    return part(Map.of("kind", "text", "text", text));
  }

  /**
   * Adds a sentence that stands out: what was found.
   *
   * @param text plain text
   * @return this
   */
  public Page finding(String text) {
    return part(Map.of("kind", "finding", "text", text));
  }

  /**
   * Adds a list of sentences.
   *
   * @param items plain texts
   * @return this
   */
  public Page list(List<String> items) {
    return part(Map.of("kind", "list", "items", List.copyOf(items)));
  }

  /**
   * Adds a list of links.
   *
   * @param targets paths relative to the page, by their texts
   * @return this
   */
  public Page links(Map<String, String> targets) {
    List<Map<String, Object>> links = new ArrayList<>();
    targets.forEach((text, to) -> links.add(Map.of("text", text, "to", to)));
    return part(Map.of("kind", "links", "links", links));
  }

  /**
   * Adds a table. Numbers are rounded for reading; every column sorts.
   *
   * @param columns their names
   * @param rows texts and numbers
   * @return this
   */
  public Page table(List<String> columns, List<? extends List<?>> rows) {
    List<List<Map<String, Object>>> cells = new ArrayList<>();
    for (List<?> row : rows) {
      cells.add(row.stream().map(Page::cell).toList());
    }
    return part(Map.of("kind", "table", "columns", List.copyOf(columns), "rows", cells));
  }

  private static Map<String, Object> cell(Object value) {
    if (!(value instanceof Number number)) {
      return Map.of("text", String.valueOf(value), "sort", String.valueOf(value), "number", false);
    }
    double d = number.doubleValue();
    boolean whole = number instanceof Integer || number instanceof Long;
    String text = Double.isNaN(d) ? "–" : whole ? String.valueOf(number) : Numbers.brief(d);
    return Map.of("text", text, "sort", Double.isNaN(d) ? "" : number.toString(), "number", true);
  }

  /**
   * A piece of text with a value, which colours it.
   *
   * @param text as written
   * @param value positive for red, negative for blue, 0 for none
   */
  public record Piece(String text, double value) {}

  /**
   * Adds a text as several methods see it: one line per method, its pieces coloured by their values
   * on a scale of the line's own, symmetric around zero.
   *
   * @param caption plain text
   * @param lines pieces by name of the method
   * @return this
   */
  public Page sentences(String caption, Map<String, List<Piece>> lines) {
    List<Map<String, Object>> drawn = new ArrayList<>();
    lines.forEach(
        (name, pieces) -> {
          double most = pieces.stream().mapToDouble(p -> Math.abs(p.value())).max().orElse(0);
          List<Map<String, Object>> parts = new ArrayList<>();
          for (Piece piece : pieces) {
            boolean plain = most == 0 || piece.value() == 0;
            parts.add(
                Map.of("text", piece.text(), "style", plain ? "" : style(piece.value() / most)));
          }
          drawn.add(Map.of("name", name, "pieces", parts));
        });
    return part(Map.of("kind", "sentences", "caption", caption, "lines", drawn));
  }

  private static String style(double share) {
    int ground = ColorMap.DIVERGING.rgb(share);
    return String.format(Locale.ROOT, "background:#%06x;color:%s", ground, Palette.ink(ground));
  }

  /**
   * Adds rows whose explanations readers look into: they choose row, method and answer.
   *
   * @param rows at least one
   * @return this
   */
  public Page live(LiveRows rows) {
    return part(Map.of("kind", "live", "rows", Templates.markup(rows.json())));
  }

  /**
   * Adds a drawing; drawings that follow each other stand side by side where there is room.
   *
   * @param caption plain text
   * @param svg its markup
   * @return this
   */
  public Page svg(String caption, String svg) {
    return part(Map.of("kind", "figure", "caption", caption, "body", Templates.markup(svg)));
  }

  /**
   * Adds a picture; pictures that follow each other stand side by side where there is room.
   *
   * @param caption plain text
   * @param bytes a PNG file
   * @return this
   */
  public Page png(String caption, byte[] bytes) {
    return part(Map.of("kind", "picture", "caption", caption, "uri", uri(bytes)));
  }

  /**
   * Adds a table of pictures.
   *
   * @param columns their names, without that of the first column, which names the rows
   * @param rows name of each row and its pictures, PNG files
   * @return this
   */
  public Page gallery(List<String> columns, Map<String, List<byte[]>> rows) {
    List<Map<String, Object>> lines = new ArrayList<>();
    rows.forEach(
        (row, pictures) -> {
          List<Map<String, Object>> cells = new ArrayList<>();
          for (int i = 0; i < pictures.size(); i++) {
            cells.add(Map.of("uri", uri(pictures.get(i)), "alt", row + ": " + columns.get(i)));
          }
          lines.add(Map.of("name", row, "pictures", cells));
        });
    return part(Map.of("kind", "gallery", "columns", List.copyOf(columns), "rows", lines));
  }

  private static String uri(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  private Page part(Map<String, Object> part) {
    if (sections.isEmpty()) {
      throw new IllegalStateException("a page begins with a heading");
    }
    parts.add(part);
    return this;
  }

  /**
   * Whether nothing was put on it.
   *
   * @return true before the first heading
   */
  public boolean isEmpty() {
    return sections.isEmpty();
  }

  /**
   * Writes the page: one file that needs nothing else.
   *
   * @param file its path
   * @param provenance shown at the end
   * @throws org.xai4j.core.run.InputException if it cannot be written
   */
  public void write(Path file, Map<String, Object> provenance) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", name);
    model.put("title", title);
    model.put("quick", quick);
    model.put("lead", lead);
    model.put("sections", sections);
    model.put("facts", Templates.facts(provenance));
    model.put("version", Provenance.version());
    Templates.write(file, "page.ftlh", model);
  }
}
