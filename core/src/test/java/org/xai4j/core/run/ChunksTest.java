package org.xai4j.core.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
  void theCallingThreadWorksToo() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch both = new CountDownLatch(2);
    Chunks.run(
        2,
        new Execution(1, 2),
        (from, to) -> {
          seen.add(Thread.currentThread());
          assertEquals(1, Chunks.spare());
          both.countDown();
          // No thread takes both chunks.
          assertDoesNotThrow(() -> both.await());
        });
    assertTrue(seen.contains(Thread.currentThread()));
    assertEquals(2, seen.size());
  }

  @Test
  void anInterruptedCallerEndsTheRun() {
    Thread caller = Thread.currentThread();
    assertThrows(
        CancellationException.class,
        () -> Chunks.run(1000, new Execution(1, 2), (from, to) -> caller.interrupt()));
    assertTrue(Thread.interrupted());
    AtomicIntegerArray seen = new AtomicIntegerArray(10);
    Chunks.run(10, new Execution(1, 2), (from, to) -> seen.incrementAndGet((int) from));
    assertEquals("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", seen.toString());
  }

  @Test
  void nothingOfAnInterruptedRunGoesOnAfterIt() {
    Thread caller = Thread.currentThread();
    for (int round = 0; round < 200; round++) {
      AtomicInteger inside = new AtomicInteger();
      assertThrows(
          CancellationException.class,
          () ->
              Chunks.run(
                  1000,
                  new Execution(1, 3),
                  (from, to) -> {
                    inside.incrementAndGet();
                    if (from == 7) {
                      caller.interrupt();
                    }
                    Thread.yield();
                    inside.decrementAndGet();
                  }));
      assertEquals(0, inside.get());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void chunkAndThreadsArePositive() {
    assertThrows(InputException.class, () -> new Execution(0, 1));
    assertThrows(InputException.class, () -> new Execution(1, 0));
  }
}
