package org.xai4j.rnn.drawing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;

class StateSpaceTest {
  @Test
  void principalComponentsByHand() {
    // Along (3, 4)/5 the points lie at ±10, across it at ±1.
    double[][] points = {{6, 8, 1}, {-6, -8, 1}, {0.8, -0.6, 1}, {-0.8, 0.6, 1}};
    Projection plane = Projection.of(points);
    assertArrayEquals(new double[] {0, 0, 1}, plane.mean(), 1e-12);
    assertArrayEquals(new double[] {0.6, 0.8, 0}, plane.axes()[0], 1e-12);
    assertArrayEquals(new double[] {0.8, -0.6, 0}, plane.axes()[1], 1e-12);
    assertArrayEquals(new double[] {100.0 / 101, 1.0 / 101}, plane.shares(), 1e-12);
    assertArrayEquals(new double[] {10, 0}, plane.place(points[0]), 1e-12);
  }

  @Test
  void oneUnitAndOnePointHaveAPlane() {
    Projection one = Projection.of(new double[][] {{1}, {3}});
    assertArrayEquals(new double[] {1, 0}, one.place(new double[] {3}), 1e-12);
    Projection point = Projection.of(new double[][] {{2, 2}, {2, 2}});
    assertArrayEquals(new double[] {0, 0}, point.shares(), 0);
    assertArrayEquals(new double[] {0, 0}, point.place(new double[] {2, 2}), 0);
  }

  @Test
  void everyVisitedStateIsNamedAtItsMostVisitedSpot() {
    Moore machine = Languages.get("tomita2").machine();
    // State 0 at two spots, the second visited more often; state 2 never visited.
    double[][] hidden = {{0, 0}, {4, 0}, {4, 0}, {0, 4}};
    int[] states = {0, 0, 0, 1};
    String svg = Drawing.statesSvg(machine, hidden, states);
    assertTrue(svg.contains(">q0</text>") && svg.contains(">q1</text>"));
    assertFalse(svg.contains(">q2</text>"), "no place for a state that was not visited");
    assertTrue(svg.contains(">q2  b  reject</text>"), "but its meaning");
    // Two dots for state 0 and one for state 1: equal dots are drawn once.
    assertEquals(3, svg.lines().filter(l -> l.contains("r=\"3.0\"")).count());
    assertEquals(svg, Drawing.statesSvg(machine, hidden, states));
    assertEquals(1_800, Drawing.statesImage(machine, hidden, states).getWidth());
  }
}
