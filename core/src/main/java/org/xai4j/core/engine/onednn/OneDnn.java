package org.xai4j.core.engine.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;

/** The library: its one engine, a stream per thread, attributes. */
final class OneDnn {
  static final engine ENGINE = new engine(engine.kind.cpu, 0);
  private static final ThreadLocal<stream> STREAMS =
      ThreadLocal.withInitial(() -> new stream(ENGINE));

  private OneDnn() {}

  static stream stream() {
    return STREAMS.get();
  }

  /** Attributes under which a primitive gets its scratch memory from the caller. */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }
}
