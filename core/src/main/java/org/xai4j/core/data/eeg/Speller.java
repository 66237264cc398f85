package org.xai4j.core.data.eeg;

import org.xai4j.core.run.InputException;

/**
 * The speller of Farwell and Donchin (1988, doi:10.1016/0013-4694(88)90149-6): six by six
 * characters, whose columns flash under the codes 1 to 6 from the left and whose rows flash under 7
 * to 12 from the top, as in the BCI Competition III.
 */
public final class Speller {
  /** Characters in a row, and in a column. */
  public static final int SIDE = 6;

  /** Rows and columns that flash. */
  public static final int CODES = 2 * SIDE;

  /** The characters, row by row. */
  public static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789_";

  private Speller() {}

  /**
   * The cell of a character.
   *
   * @param character any of {@link #CHARACTERS}, in any case
   * @return 0 to 35, row by row
   * @throws InputException if the speller has no such character
   */
  public static int cell(char character) {
    int cell = CHARACTERS.indexOf(Character.toUpperCase(character));
    InputException.check(
        cell >= 0, "The speller has no character '%s'; it has %s.", character, CHARACTERS);
    return cell;
  }

  /**
   * Whether a row or column holds a cell.
   *
   * @param cell 0 to 35, row by row
   * @param code 1 to 12
   * @return true if the cell lights up
   */
  public static boolean flashes(int cell, int code) {
    return code <= SIDE ? cell % SIDE == code - 1 : cell / SIDE == code - SIDE - 1;
  }
}
