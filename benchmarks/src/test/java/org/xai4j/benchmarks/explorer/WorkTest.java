package org.xai4j.benchmarks.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is computed is bounded and can be cancelled. */
class WorkTest {
  @Test
  void oneTooManyIsRefusedAndTheOthersAreAnswered() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Work work = new Work(1, 30)) {
      CompletableFuture<Integer> first = running(work, "a", started, go);
      started.await();
      CompletableFuture<Integer> second =
          CompletableFuture.supplyAsync(() -> work.run("b", progress -> 2));
      while (!work.full()) {
        Thread.onSpinWait();
      }
      RefusedException full =
          assertThrows(RefusedException.class, () -> work.run("c", progress -> 3));
      assertEquals(503, full.refusal().status());
      go.countDown();
      assertEquals(1, first.get());
      assertEquals(2, second.get());
    }
  }

  @Test
  void whatIsCancelledStops() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    try (Work work = new Work(1, 30)) {
      CompletableFuture<Integer> never = running(work, "a", started, new CountDownLatch(1));
      started.await();
      assertFalse(work.cancel("b"));
      assertTrue(work.cancel("a"));
      CompletionException e = assertThrows(CompletionException.class, never::join);
      assertEquals(409, ((RefusedException) e.getCause()).refusal().status());
      int after = work.run("d", progress -> 4);
      assertEquals(4, after);
    }
  }

  @Test
  void whatTakesMoreMemoryThanThereIsIsToldAndTheNextIsAnswered() {
    try (Work work = new Work(1, 30)) {
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () ->
                  work.run(
                      "a",
                      progress -> {
                        throw new IllegalStateException(new OutOfMemoryError("of another thread"));
                      }));
      assertEquals(507, e.refusal().status());
      assertTrue(e.refusal().sentence().contains("ask for fewer steps or samples"));
      assertEquals(4, (int) work.run("b", progress -> 4));
    }
  }

  @Test
  void whatTakesTooLongIsEnded() {
    try (Work work = new Work(1, 1)) {
      CountDownLatch never = new CountDownLatch(1);
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () ->
                  work.run(
                      "a",
                      progress -> {
                        never.await();
                        return 1;
                      }));
      assertEquals(504, e.refusal().status());
    }
  }

  private static CompletableFuture<Integer> running(
      Work work, String name, CountDownLatch started, CountDownLatch go) {
    return CompletableFuture.supplyAsync(
        () ->
            work.run(
                name,
                progress -> {
                  started.countDown();
                  go.await();
                  return 1;
                }));
  }
}
