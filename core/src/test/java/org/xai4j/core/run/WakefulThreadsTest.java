package org.xai4j.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WakefulThreadsTest {
  private final WakefulThreads workers = new WakefulThreads();

  private void ran(Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    workers.execute(
        () -> {
          work.run();
          done.countDown();
        });
    assertTrue(done.await(60, TimeUnit.SECONDS));
  }

  @Test
  void tasksFindThreadsAwakeAndAsleep() throws Exception {
    AtomicInteger count = new AtomicInteger();
    for (int i = 0; i < 2000; i++) {
      // Between tasks a thread is awake, about to sleep, or asleep.
      LockSupport.parkNanos(i * 100L);
      ran(count::incrementAndGet);
    }
    assertEquals(2000, count.get());
  }

  @Test
  void tasksAtOnceHaveThreadsOfTheirOwn() throws Exception {
    CountDownLatch all = new CountDownLatch(5);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 5; i++) {
      workers.execute(
          () -> {
            threads.add(Thread.currentThread());
            all.countDown();
            while (all.getCount() > 0) {
              Thread.onSpinWait();
            }
          });
    }
    assertTrue(all.await(60, TimeUnit.SECONDS));
    assertEquals(5, threads.size());
  }

  @Test
  void anInterruptEndsWithItsTask() throws Exception {
    AtomicBoolean left = new AtomicBoolean();
    for (int i = 0; i < 100; i++) {
      ran(() -> Thread.currentThread().interrupt());
      ran(() -> left.compareAndSet(false, Thread.currentThread().isInterrupted()));
    }
    assertFalse(left.get());
  }
}
