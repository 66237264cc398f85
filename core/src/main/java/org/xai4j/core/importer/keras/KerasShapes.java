package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;

/** Other shapes of the same numbers. */
final class KerasShapes {
  private KerasShapes() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("Flatten", KerasShapes::flatten);
    all.put("Reshape", KerasShapes::reshape);
    all.put("Permute", KerasShapes::permute);
    all.put("RepeatVector", KerasShapes::repeat);
  }

  /** Channels are brought to the end where they stand first, as Keras does. */
  private static KerasTensor flatten(KerasCall c) {
    int x = c.to().plain(c.x());
    if (c.conf().channelsFirst() && c.to().rank(x) > 2) {
      List<Integer> order = new ArrayList<>(List.of(0));
      for (int i = 2; i < c.to().rank(x); i++) {
        order.add(i);
      }
      order.add(1);
      x = c.to().help(new Transpose(order), x);
    }
    return KerasTensor.of(c.to().add(Reshape.flatten(), x));
  }

  private static KerasTensor reshape(KerasCall c) {
    List<Long> shape = new ArrayList<>(List.of(0L));
    c.conf().numbers("target_shape").forEach(d -> shape.add(d.longValue()));
    return KerasTensor.of(c.to().add(new Reshape(shape), c.to().plain(c.x())));
  }

  private static KerasTensor permute(KerasCall c) {
    List<Integer> order = new ArrayList<>(List.of(0));
    c.conf().numbers("dims").forEach(d -> order.add(d.intValue()));
    return KerasTensor.of(c.to().add(new Transpose(order), c.to().plain(c.x())));
  }

  private static KerasTensor repeat(KerasCall c) {
    int one = c.to().help(new Reshape(List.of(0L, 1L, -1L)), c.to().plain(c.x()));
    return KerasTensor.of(c.to().add(new Expand(List.of(1L, (long) c.conf().whole("n"), 1L)), one));
  }
}
