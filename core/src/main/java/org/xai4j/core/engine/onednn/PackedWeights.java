package org.xai4j.core.engine.onednn;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xai4j.core.run.Chunks;

/** Weights in the layouts that primitives asked for, each but their own made once. */
final class PackedWeights {
  private final OneDnnTensor plain;
  private final Map<MemoryLayout, OneDnnTensor> made = new ConcurrentHashMap<>();

  PackedWeights(OneDnnTensor plain) {
    this.plain = plain;
  }

  long[] shape() {
    return plain.shape();
  }

  /** How they lie in the network's own memory. */
  MemoryLayout layout() {
    return plain.layout();
  }

  OneDnnTensor in(MemoryLayout layout) {
    OneDnnTensor known = made.get(layout);
    return known != null
        ? known
        : made.computeIfAbsent(layout, wanted -> Chunks.outside(() -> plain.in(wanted)));
  }
}
