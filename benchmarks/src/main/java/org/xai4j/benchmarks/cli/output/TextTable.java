package org.xai4j.benchmarks.cli.output;

import java.io.PrintStream;
import java.util.List;

/** Prints rows of texts in aligned columns. */
public final class TextTable {
  private TextTable() {}

  /**
   * Prints rows.
   *
   * @param out where to
   * @param indent before each row
   * @param rows of equal length; columns that are empty everywhere are left out
   */
  public static void print(PrintStream out, String indent, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int c = 0; c < widths.length; c++) {
        if (widths[c] > 0) {
          line.append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length() + 2));
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
