package org.xai4j.core.engine.onednn;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.javacpp.Pointer;

/**
 * A primitive with the layouts of its arguments. Thread-safe: each call borrows a set of memory
 * handles and sets them to the memory of its arguments.
 */
final class Kernel {
  private final primitive work;
  private final int[] arguments;
  private final MemoryLayout[] layouts;
  private final Optional<MemoryLayout> scratch;
  private final int threads = OneDnn.threads();
  private final boolean splitsSums;
  private final Queue<Call> idle = new ConcurrentLinkedQueue<>();

  /** The handles of one call at a time. */
  private record Call(memory[] handles, IntMemoryMap map) {}

  /**
   * Makes a primitive ready.
   *
   * @param work made from the description
   * @param description tells what scratch memory it needs
   * @param arguments the numbers of the arguments
   * @param layouts of the arguments
   */
  Kernel(
      primitive work, primitive_desc_base description, int[] arguments, MemoryLayout... layouts) {
    this.work = work;
    this.arguments = arguments;
    this.layouts = layouts;
    this.splitsSums = description.impl_info_str().getString().contains("gemm:");
    memory.desc wanted = description.scratchpad_desc();
    scratch = wanted.get_size() == 0 ? Optional.empty() : Optional.of(MemoryLayout.of(wanted));
  }

  /**
   * A primitive that several threads may share without changing a bit: plain matrix products may
   * cut their sums into a part for each thread, so that they keep to one.
   *
   * @param threads that may share it
   * @param make makes it
   */
  static Kernel shared(int threads, Supplier<Kernel> make) {
    Kernel kernel = OneDnn.on(threads, make);
    return threads > 1 && kernel.splitsSums ? make.get() : kernel;
  }

  /** The layout an argument must have. */
  MemoryLayout layout(int argument) {
    return layouts[argument];
  }

  /**
   * Runs the primitive.
   *
   * @param values the memory of the arguments in order, of their layouts
   */
  void run(Pointer... values) {
    Call call = idle.poll();
    if (call == null) {
      call = call();
    }
    for (int i = 0; i < values.length; i++) {
      call.handles()[i].set_data_handle(values[i]);
    }
    if (scratch.isPresent()) {
      Block block = Arena.block(scratch.get().bytes());
      call.handles()[values.length].set_data_handle(block.start());
      execute(call);
      block.drop();
    } else {
      execute(call);
    }
    idle.add(call);
  }

  private void execute(Call call) {
    if (threads == OneDnn.threads()) {
      work.execute(OneDnn.stream(), call.map());
    } else {
      OneDnn.on(
          threads,
          () -> {
            work.execute(OneDnn.stream(), call.map());
            return call;
          });
    }
  }

  private Call call() {
    int count = arguments.length + (scratch.isPresent() ? 1 : 0);
    memory[] handles = new memory[count];
    IntMemoryMap map = new IntMemoryMap();
    for (int i = 0; i < count; i++) {
      boolean own = i < arguments.length;
      memory.desc description = (own ? layouts[i] : scratch.orElseThrow()).description();
      handles[i] = new memory(description, OneDnn.ENGINE, new Pointer());
      map.put(own ? arguments[i] : dnnl.DNNL_ARG_SCRATCHPAD, handles[i]);
    }
    return new Call(handles, map);
  }
}
