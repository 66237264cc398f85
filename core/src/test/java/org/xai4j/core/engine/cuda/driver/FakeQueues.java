package org.xai4j.core.engine.cuda.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Streams that do what they are asked as late as the host lets them, in any order that their events
 * allow. Memory is made of bytes by address; places on the device are numbers below {@code 1 <<
 * 40}.
 */
final class FakeQueues implements QueueCalls {
  private static final long HOST = 1L << 40;

  /** Something asked for in a stream; it can run when the event it waits for has happened. */
  private record Step(Runnable work, long event, long version) {}

  private final Random random;
  private final TreeMap<Long, byte[]> memory = new TreeMap<>();
  private final Map<Long, Deque<Step>> streams = new LinkedHashMap<>();
  private final Map<Long, Long> asked = new HashMap<>();
  private final Map<Long, Long> happened = new HashMap<>();
  final Set<Long> hostBlocks = new HashSet<>();
  final Set<Long> events = new HashSet<>();
  final List<String> told = new ArrayList<>();
  private long next = 1;
  String refuses = "";

  FakeQueues(long seed) {
    random = new Random(seed);
  }

  private void call(String name) {
    told.add(name);
    if (name.equals(refuses)) {
      throw new DriverException("The GPU's driver refuses " + name + ": an example", false);
    }
  }

  /** A place of some bytes on the device, or of the host's own. */
  long place(int bytes, boolean host) {
    long address = (host ? HOST : 0) + (next++ << 24);
    memory.put(address, new byte[bytes]);
    return address;
  }

  /** The bytes of a place. */
  byte[] at(long address) {
    return memory.get(address);
  }

  /** What kernels do, as work of a stream. */
  void enqueue(long stream, Runnable work) {
    streams.get(stream).add(new Step(work, 0, 0));
  }

  private void copy(long to, long from, long bytes) {
    Map.Entry<Long, byte[]> a = memory.floorEntry(from);
    Map.Entry<Long, byte[]> b = memory.floorEntry(to);
    System.arraycopy(
        a.getValue(),
        (int) (from - a.getKey()),
        b.getValue(),
        (int) (to - b.getKey()),
        (int) bytes);
  }

  private boolean ready(Step step) {
    return step.event() == 0 || happened.getOrDefault(step.event(), 0L) >= step.version();
  }

  /** Runs one step that can run, of a stream chosen at random. */
  private void step() {
    List<Deque<Step>> open =
        streams.values().stream().filter(s -> !s.isEmpty() && ready(s.peek())).toList();
    if (open.isEmpty()) {
      throw new IllegalStateException("nothing can run: streams wait for each other");
    }
    open.get(random.nextInt(open.size())).remove().work().run();
  }

  /** Lets a stream wait for what is to be {@link #open opened}. */
  long gate(long stream) {
    long gate = next++;
    asked.put(gate, 1L);
    await(stream, gate);
    return gate;
  }

  /** Opens a gate. */
  void open(long gate) {
    happened.put(gate, 1L);
  }

  /** Runs all streams as far as they come. */
  void runAll() {
    boolean ran = true;
    while (ran) {
      ran = false;
      for (Deque<Step> stream : streams.values()) {
        if (!stream.isEmpty() && ready(stream.peek())) {
          stream.remove().work().run();
          ran = true;
        }
      }
    }
  }

  @Override
  public long hostBlock(long bytes) {
    call("hostBlock");
    long address = place((int) bytes, true);
    hostBlocks.add(address);
    return address;
  }

  @Override
  public void freeHostBlock(long address) {
    hostBlocks.remove(address);
  }

  @Override
  public long stream() {
    long stream = next++;
    streams.put(stream, new ArrayDeque<>());
    return stream;
  }

  @Override
  public void endStream(long stream) {
    streams.remove(stream);
  }

  /** How many streams there are. */
  int streams() {
    return streams.size();
  }

  @Override
  public long event() {
    call("event");
    long event = next++;
    events.add(event);
    return event;
  }

  @Override
  public void endEvent(long event) {
    events.remove(event);
  }

  @Override
  public void record(long event, long stream) {
    call("record");
    long version = asked.merge(event, 1L, Long::sum);
    enqueue(stream, () -> happened.merge(event, version, Math::max));
  }

  @Override
  public void await(long stream, long event) {
    call("await");
    streams.get(stream).add(new Step(() -> {}, event, asked.getOrDefault(event, 0L)));
  }

  @Override
  public void synchronize(long event) {
    call("synchronize");
    long version = asked.getOrDefault(event, 0L);
    while (happened.getOrDefault(event, 0L) < version) {
      step();
    }
  }

  @Override
  public void copyIn(long device, long host, long bytes, long stream) {
    call("copyIn");
    enqueue(stream, () -> copy(device, host, bytes));
  }

  @Override
  public void copyOut(long host, long device, long bytes, long stream) {
    call("copyOut");
    enqueue(stream, () -> copy(host, device, bytes));
  }

  @Override
  public void move(long to, long from, long bytes) {
    copy(to, from, bytes);
  }
}
