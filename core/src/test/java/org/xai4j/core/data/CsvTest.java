package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/** Tables in the forms that tools write them. */
class CsvTest {
  private static final double[] NUMBERS = {1, 2, 3, 4, 5.5, 6};

  @TempDir Path folder;

  private Path file(String text, String charset) throws IOException {
    return Files.write(folder.resolve("t.csv"), text.getBytes(Charset.forName(charset)));
  }

  private static double[] read(Path file) {
    return NdArrays.doubles(Csv.read(file).values());
  }

  private String refused(String text) throws IOException {
    Path file = file(text, "UTF-8");
    return String.valueOf(assertThrows(InputException.class, () -> Csv.read(file)).getMessage());
  }

  /** The same numbers in every form. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,c#1,2,3#4,5.5,6#|UTF-8",
        "1,2,3#4,5.5,6|UTF-8",
        "a;b;c#1;2;3#4;5.5;6#|UTF-8",
        "a;b;c#1;2;3#4;5,5;6#|UTF-8",
        "a;b;c#1,0;2,0;3,0#4,0;5,5;6,0#|UTF-8",
        "1,0;2,0;3,0#4,0;5,5;6,0#|UTF-8",
        "a~b~c#1~2~3#4~5,5~6#|UTF-8",
        "\uFEFFa,b,c#1,2,3#4,5.5,6#|UTF-8",
        "\uFEFFa,b,c#1,2,3#4,5.5,6#|UTF-16LE",
        "\uFEFFa;b;c#1;2;3#4;5,5;6#|UTF-16BE",
        "größe,b,c#1,2,3#4,5.5,6#|windows-1252",
        "größe,b,c#1,2,3#4,5.5,6#|UTF-8",
        "a,'b, c',d#'1','2','3'#'4','5.5','6'#|UTF-8",
        "a,b,c## 1 , +2 ,3.#4e0,.55E1,6##|UTF-8"
      })
  void everyForm(String text, String charset) throws IOException {
    String plain = text.replace('~', '\t').replace('\'', '"');
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      assertArrayEquals(NUMBERS, read(file(plain.replace("#", end), charset)), plain);
    }
  }

  @Test
  void numbersKeepTheirDigits() throws IOException {
    Table table = Csv.read(file("a,b\n16777217,0.1\n1e40,-1e-300\n", "UTF-8"));
    assertEquals(DataType.DOUBLE, table.values().dataType());
    assertArrayEquals(
        new double[] {16777217, 0.1, 1e40, -1e-300}, NdArrays.doubles(table.values()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f",
        "2d",
        "0x1p1",
        "1L",
        "1_000",
        "\u2212" + "1",
        "\uFF11",
        "1 000",
        "--1",
        "1e",
        "e5",
        "."
      })
  void whatJavaReadsBesideIsNoNumber(String cell) throws IOException {
    assertTrue(refused("a,b\n" + cell + ",2\n").contains("in line 2, column 'a'"), cell);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NA", "n/a", "null", "None", "", "?"})
  void missingValuesAreNamed(String cell) throws IOException {
    assertTrue(refused("a,b\n1,2\n" + cell + ",2\n").contains("missing values"), cell);
  }

  @Test
  void whatCouldMeanTwoThingsIsRefused() throws IOException {
    assertTrue(refused("a;b\n1,250;2,500\n").contains("thousands"));
    assertTrue(refused("a;b\n1,5;2.5\n").contains("decimal"));
    assertTrue(refused("a,b\n\"1,000\",2\n").contains("thousands"));
    assertTrue(refused("a,b\n1e999,2\n").contains("too large"));
  }

  @Test
  void linesAreCountedAsInTheFile() throws IOException {
    assertTrue(refused("\"a\nb\",c\n\n1,2\n\nx,3\n").contains("in line 6"));
  }

  @Test
  void columnsAreChosenAndLabelsLeftOut() throws IOException {
    Path file = file("id,b,y,a\nx1,2,cat,1\nx2,4,dog,3\n", "UTF-8");
    Table table = Csv.read(file, Optional.of("y"), List.of("a", "b"));
    assertArrayEquals(new double[] {1, 2, 3, 4}, NdArrays.doubles(table.values()));
    assertEquals(List.of("a", "b"), table.columns());
    assertEquals(List.of("cat", "dog"), table.labels());
    InputException e =
        assertThrows(
            InputException.class, () -> Csv.read(file, Optional.empty(), List.of("a", "c")));
    assertTrue(e.getMessage().contains("no column 'c'"), e.getMessage());
  }

  /** A spreadsheet runs what begins like a formula. */
  @Test
  void textsThatLookLikeFormulasAreGuarded() throws IOException {
    Path file = folder.resolve("w.csv");
    Csv.write(
        file,
        List.of("=cmd|' /C calc'!A0", "+b"),
        List.of(List.of("@SUM(A1)", -1.5), List.of("-2", "-x"), List.of("\tx", "a=b")));
    assertEquals(
        "'=cmd|' /C calc'!A0,'+b\n'@SUM(A1),-1.5\n-2,'-x\n'\tx,a=b\n", Files.readString(file));
  }
}
