package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/** What columns mean: JSON, labels in tables, values in words, bad input. */
class TableSchemaTest {
  private static final String JSON =
      """
      {"outcome": "loan", "classes": ["no", "yes"], "columns": [
        {"name": "age", "unit": "years", "whole": true, "change": "up"},
        {"name": "housing", "labels": ["rent", "own"], "change": "none"}, {"name": "debt"}]}
      """;

  @Test
  void readsJsonAndTables(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("s.json");
    Files.writeString(json, JSON);
    TableSchema schema = TableSchema.readJson(json);
    assertEquals(TableSchema.Change.UP, schema.columns().get(0).change());
    assertEquals("yes", schema.outcome(1));
    assertEquals("class 2", schema.outcome(2));
    Path csv = folder.resolve("t.csv");
    Files.writeString(csv, "housing,x,debt,age\nown,q,1.5,30\nrent,q,2,40\n0,q,3,50\n");
    assertArrayEquals(
        new double[] {30, 1, 1.5, 40, 0, 2, 50, 0, 3}, NdArrays.doubles(schema.read(csv)));
  }

  @Test
  void showsValuesWithLabelsAndUnits() {
    TableSchema schema = TableSchema.parseJson(JSON, "s");
    assertEquals("30 years", schema.columns().get(0).show(30));
    assertEquals("own", schema.columns().get(1).show(1));
    assertEquals("0.5", schema.columns().get(1).show(0.5));
    assertEquals("1235", schema.columns().get(2).show(1234.5678));
    assertEquals("0.001235", schema.columns().get(2).show(0.00123456));
    assertEquals("missing", schema.columns().get(2).show(Double.NaN));
    assertEquals("-Infinity", schema.columns().get(2).show(Double.NEGATIVE_INFINITY));
    assertEquals(2, schema.index("debt"));
    assertEquals("x1", TableSchema.numbers(2).columns().get(1).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "housing,debt,age;castle,1,2|'castle' in line 2, column 'housing'",
        "housing,debt,age;own,much,2|where a number is needed",
        "housing,debt;own,1|no column 'age'",
        "housing,debt,age;own,1|2 cells in line 2 where the first line has 3",
        "housing,debt,age|no rows"
      })
  void badTablesAreNamed(String text, String message) {
    TableSchema schema = TableSchema.parseJson(JSON, "s");
    List<List<String>> table =
        java.util.Arrays.stream(text.split(";")).map(l -> List.of(l.split(","))).toList();
    InputException e = assertThrows(InputException.class, () -> schema.parse(table, "t"));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|is not JSON",
        "{}|describes no 'columns'",
        "{\"columns\": [{\"unit\": \"m\"}]}|lacks the text 'name'",
        "{\"columns\": [{\"name\": \"a\", \"change\": \"left\"}]}|not 'left'",
        "{\"columns\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}|'a' twice"
      })
  void badSchemasAreNamed(String json, String message) {
    InputException e =
        assertThrows(InputException.class, () -> TableSchema.parseJson(json, "s.json"));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void unknownCategoriesAreNamed() {
    TableSchema schema = TableSchema.parseJson(JSON, "s");
    InputException e =
        assertThrows(
            InputException.class,
            () -> schema.check(NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3}, 1, 3)));
    assertTrue(e.getMessage().contains("categories are 0 to 1"), e.getMessage());
    InputException name = assertThrows(InputException.class, () -> schema.index("agee"));
    assertTrue(name.getMessage().contains("did you mean 'age'"), name.getMessage());
  }

  @Test
  void namesOfAHeaderAreMadeUnique() {
    assertEquals(
        List.of("a", "column1", "a_2", "a_3"),
        TableSchema.numbers(List.of("a", "", "a", "a")).columns().stream()
            .map(TableSchema.Column::name)
            .toList());
  }
}
