package org.xai4j.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ChunksTest {
  @Test
  void everyRowIsVisitedOnce() {
    for (int rows : new int[] {1, 5, 64, 65, 1000}) {
      AtomicIntegerArray seen = new AtomicIntegerArray(rows);
      Chunks.run(
          rows,
          new Execution(7, 3),
          (from, to) -> {
            for (long i = from; i < to; i++) {
              seen.incrementAndGet((int) i);
            }
          });
      for (int i = 0; i < rows; i++) {
        assertEquals(1, seen.get(i));
      }
    }
  }

  @Test
  void workInsideASharedChunkStaysOnItsThread() {
    Set<String> strangers = ConcurrentHashMap.newKeySet();
    Chunks.run(
        8,
        new Execution(1, 2),
        (from, to) -> {
          Thread own = Thread.currentThread();
          Chunks.run(
              10,
              new Execution(1, 4),
              (f, t) -> {
                if (Thread.currentThread() != own) {
                  strangers.add(Thread.currentThread().getName());
                }
              });
        });
    assertTrue(strangers.isEmpty(), strangers.toString());
  }

  @Test
  void aFailureEndsTheRunAndReachesTheCaller() {
    for (int threads : new int[] {1, 4}) {
      InputException e =
          assertThrows(
              InputException.class,
              () ->
                  Chunks.run(
                      100,
                      new Execution(1, threads),
                      (from, to) -> {
                        if (from == 13) {
                          throw new InputException("row 13");
                        }
                      }));
      assertEquals("row 13", e.getMessage());
      // The next run is not harmed.
      Chunks.run(10, new Execution(1, threads), (from, to) -> {});
    }
  }

  @Test
  void chunkAndThreadsArePositive() {
    assertThrows(InputException.class, () -> new Execution(0, 1));
    assertThrows(InputException.class, () -> new Execution(1, 0));
  }
}
