package org.xai4j.core.engine.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Copies beside the work, with streams that run in any order that their events allow. */
class TransfersTest {
  private static final int BYTES = 100;

  /** A place on the device and the mark behind the last work on it. */
  private record Used(long place, long mark) {}

  /** Chunks whose inputs lie in two places by turns; whether every output is right. */
  private static boolean chunksAreRight(long seed, boolean marks) {
    FakeQueues gpu = new FakeQueues(seed);
    Transfers transfers = new Transfers(gpu);
    Random random = new Random(seed);
    Deque<Used> places = new ArrayDeque<>();
    places.add(new Used(gpu.place(BYTES, false), transfers.mark()));
    places.add(new Used(gpu.place(BYTES, false), transfers.mark()));
    long host = gpu.place(BYTES, true);
    List<long[]> results = new ArrayList<>();
    List<byte[]> expected = new ArrayList<>();
    for (int chunk = 0; chunk < 8; chunk++) {
      random.nextBytes(gpu.at(host));
      byte[] sums = gpu.at(host).clone();
      Used place = places.remove();
      if (marks) {
        transfers.copyIn(place.place(), host, BYTES, place.mark());
      } else {
        transfers.copyIn(place.place(), host, BYTES);
      }
      long result = gpu.place(BYTES, false);
      gpu.enqueue(
          transfers.work(),
          () -> {
            for (int i = 0; i < BYTES; i++) {
              gpu.at(result)[i] = (byte) (gpu.at(place.place())[i] + 1);
            }
          });
      places.add(new Used(place.place(), transfers.mark()));
      for (int i = 0; i < BYTES; i++) {
        sums[i]++;
      }
      results.add(new long[] {result});
      expected.add(sums);
    }
    boolean right = true;
    for (int chunk = 0; chunk < 8; chunk++) {
      transfers.copyOut(host, results.get(chunk)[0], BYTES);
      right &= java.util.Arrays.equals(expected.get(chunk), gpu.at(host));
    }
    return right;
  }

  @Test
  void outputsAreRightInWhateverOrderStreamsRun() {
    for (long seed = 0; seed < 200; seed++) {
      assertTrue(chunksAreRight(seed, true), "seed " + seed);
    }
  }

  /** Without marks the next input comes over one that is still read: the test above can fail. */
  @Test
  void withoutMarksTheyAreNot() {
    int wrong = 0;
    for (long seed = 0; seed < 200; seed++) {
      wrong += chunksAreRight(seed, false) ? 0 : 1;
    }
    assertTrue(wrong > 20, wrong + " of 200 orders");
  }

  @Test
  void theNextInputIsCopiedWhileWorkRuns() {
    FakeQueues gpu = new FakeQueues(1);
    Transfers transfers = new Transfers(gpu);
    long host = gpu.place(BYTES, true);
    long first = gpu.place(BYTES, false);
    long second = gpu.place(BYTES, false);
    boolean[] ran = {false};
    transfers.copyIn(first, host, BYTES);
    long gate = gpu.gate(transfers.work());
    gpu.enqueue(transfers.work(), () -> ran[0] = true);
    gpu.at(host)[0] = 5;
    transfers.copyIn(second, host, BYTES);
    gpu.runAll();
    assertFalse(ran[0]);
    assertEquals(5, gpu.at(second)[0]);
    // Behind the mark of a place that work still reads it has to wait.
    transfers.copyIn(first, host, BYTES, transfers.mark());
    gpu.runAll();
    assertEquals(0, gpu.at(first)[0]);
    gpu.open(gate);
    transfers.copyOut(host, first, BYTES);
    assertTrue(ran[0]);
    assertEquals(5, gpu.at(host)[0]);
  }

  @Test
  void longCopiesPassThroughBlocksPieceByPiece() {
    int bytes = (int) (3 * Transfers.PIECE + 12_345);
    for (long seed = 0; seed < 5; seed++) {
      FakeQueues gpu = new FakeQueues(seed);
      Transfers transfers = new Transfers(gpu);
      long host = gpu.place(bytes, true);
      long device = gpu.place(bytes, false);
      long back = gpu.place(bytes, true);
      new Random(seed).nextBytes(gpu.at(host));
      byte[] expected = gpu.at(host).clone();
      transfers.copyIn(device, host, bytes);
      // The host's memory is free at once.
      java.util.Arrays.fill(gpu.at(host), (byte) 0);
      transfers.copyOut(back, device, bytes);
      assertArrayEquals(expected, gpu.at(back));
      assertEquals(2 * Transfers.BLOCKS, gpu.hostBlocks.size());
    }
  }

  @Test
  void nothingGrowsAndAllIsGivenBack() {
    FakeQueues gpu = new FakeQueues(2);
    Transfers transfers = new Transfers(gpu);
    long host = gpu.place(BYTES, true);
    long device = gpu.place(BYTES, false);
    int[] size = new int[2];
    for (int call = 0; call < 10_000; call++) {
      transfers.copyIn(device, host, BYTES, transfers.mark());
      transfers.unmark(transfers.mark());
      transfers.copyOut(host, device, BYTES);
      size[call == 9 ? 0 : 1] = gpu.events.size() + gpu.hostBlocks.size();
      gpu.told.clear();
    }
    assertEquals(size[0], size[1]);
    transfers.close();
    assertEquals(0, gpu.events.size());
    assertEquals(0, gpu.hostBlocks.size());
    assertEquals(0, gpu.streams());
  }

  @Test
  void everyFailureIsToldAndNotTheEnd() {
    for (String call : List.of("hostBlock", "event", "record", "await", "copyIn", "synchronize")) {
      FakeQueues gpu = new FakeQueues(3);
      Transfers transfers = new Transfers(gpu);
      long host = gpu.place(BYTES, true);
      long device = gpu.place(BYTES, false);
      if (call.equals("synchronize")) {
        // The host waits for blocks that were used before.
        for (int i = 0; i < Transfers.BLOCKS; i++) {
          transfers.copyIn(device, host, BYTES);
        }
      }
      gpu.refuses = call;
      DriverException failure =
          assertThrows(DriverException.class, () -> transfers.copyIn(device, host, BYTES));
      assertTrue(failure.getMessage().contains(call));
      gpu.refuses = "";
      gpu.at(host)[0] = 7;
      transfers.copyIn(device, host, BYTES);
      gpu.at(host)[0] = 0;
      transfers.copyOut(host, device, BYTES);
      assertEquals(7, gpu.at(host)[0]);
    }
  }
}
