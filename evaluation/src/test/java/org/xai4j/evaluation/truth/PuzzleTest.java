package org.xai4j.evaluation.truth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;

/** Data whose right explanation is known. */
class PuzzleTest {
  @ParameterizedTest
  @EnumSource(Puzzle.Kind.class)
  void classesTakeTurnsAndHaveMasks(Puzzle.Kind kind) {
    Puzzle puzzle = Puzzle.of(kind, 6, SplitRandom.of(1));
    assertArrayEquals(new int[] {0, 1, 0, 1, 0, 1}, puzzle.labels());
    assertArrayEquals(new long[] {6, 1, kind.side(), kind.side()}, puzzle.inputs().shape());
    for (double[] mask : NdArrays.rows(puzzle.masks())) {
      int evidence = kind == Puzzle.Kind.TEXTURE ? 49 : kind.anywhere() ? 4 : 8;
      assertEquals(evidence, Arrays.stream(mask).sum());
    }
    Puzzle again = Puzzle.of(kind, 6, SplitRandom.of(1));
    assertArrayEquals(NdArrays.floats(puzzle.inputs()), NdArrays.floats(again.inputs()));
  }

  /** Only pixels of the masks differ between the classes on the average, but for XOR. */
  @ParameterizedTest
  @EnumSource(
      value = Puzzle.Kind.class,
      names = {"LINEAR", "SUPPRESSOR", "DISTRACTOR"})
  void theClassIsInTheMask(Puzzle.Kind kind) {
    Puzzle puzzle = Puzzle.of(kind, 4000, SplitRandom.of(2));
    double[][] x = NdArrays.rows(puzzle.inputs());
    double[] difference = new double[64];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 64; j++) {
        difference[j] += (puzzle.labels()[i] == 0 ? x[i][j] : -x[i][j]) / 2000;
      }
    }
    double[] mask = NdArrays.rows(puzzle.masks())[0];
    for (int j = 0; j < 64; j++) {
      assertEquals(mask[j], Math.abs(difference[j]) > 0.5 ? 1 : 0, "pixel " + j);
    }
  }

  @Test
  void xorIsInNoSinglePixel() {
    Puzzle puzzle = Puzzle.of(Puzzle.Kind.XOR, 4000, SplitRandom.of(3));
    double[][] x = NdArrays.rows(puzzle.inputs());
    double single = 0;
    double product = 0;
    for (int i = 0; i < x.length; i++) {
      int sign = puzzle.labels()[i] == 0 ? 1 : -1;
      single += sign * x[i][8 + 2] / x.length;
      product += sign * x[i][8 + 2] * x[i][6 * 8 + 5] / x.length;
    }
    assertEquals(0, single, 0.2);
    assertEquals(6.25, product, 0.4);
  }

  /** Rows and columns of the marked pixels, from the first ones on. */
  private static Set<List<Integer>> shape(double[] mask) {
    List<Integer> marked = IntStream.range(0, 64).filter(j -> mask[j] != 0).boxed().toList();
    int top = marked.stream().mapToInt(j -> Math.floorDiv(j, 8)).min().orElseThrow();
    int left = marked.stream().mapToInt(j -> j % 8).min().orElseThrow();
    return marked.stream()
        .map(j -> List.of(Math.floorDiv(j, 8) - top, j % 8 - left))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({"TRANSLATED,1", "RIGID,4"})
  void shapesAreMovedAndTurned(Puzzle.Kind kind, int forms) {
    Puzzle puzzle = Puzzle.of(kind, 6000, SplitRandom.of(4));
    double[][] masks = NdArrays.rows(puzzle.masks());
    double[][] x = NdArrays.rows(puzzle.inputs());
    for (int label = 0; label < 2; label++) {
      int wanted = label;
      int[] rows = IntStream.range(0, 6000).filter(i -> puzzle.labels()[i] == wanted).toArray();
      assertEquals(forms, Arrays.stream(rows).mapToObj(i -> shape(masks[i])).distinct().count());
      long found = Arrays.stream(rows).mapToObj(i -> Arrays.toString(masks[i])).distinct().count();
      // T: 7 × 6 places, turned as many; L: 6 × 7.
      assertEquals(forms * 42L, found, "every form at every place");
      double inside = 0;
      for (int i : rows) {
        for (int j = 0; j < 64; j++) {
          inside += masks[i][j] * x[i][j] / 4 / rows.length;
        }
      }
      assertEquals(5, inside, 0.1, "height of the shapes");
    }
  }
}
