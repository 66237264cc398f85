package org.xai4j.core.importer.keras;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xai4j.core.layer.Dropout;

/** The kinds of layers that are read, by their class in Keras. */
final class KerasLayers {
  /** Layers that do nothing at inference. */
  private static final List<String> IDLE =
      List.of(
          "Dropout",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "SpatialDropout3D",
          "GaussianDropout",
          "GaussianNoise",
          "AlphaDropout",
          "ActivityRegularization",
          "Identity",
          "ConvertToTensor",
          "RandomFlip",
          "RandomRotation",
          "RandomZoom",
          "RandomTranslation",
          "RandomContrast",
          "RandomBrightness");

  private static final Map<String, KerasLayer> ALL = all();

  private KerasLayers() {}

  private static Map<String, KerasLayer> all() {
    Map<String, KerasLayer> all = new TreeMap<>();
    IDLE.forEach(type -> all.put(type, c -> c.x().same(c.to().add(new Dropout(), c.x().node()))));
    KerasActivations.register(all);
    KerasFeatures.register(all);
    KerasEinsum.register(all);
    KerasNormalizations.register(all);
    KerasConvolutions.register(all);
    KerasWindows.register(all);
    KerasShapes.register(all);
    KerasMerges.register(all);
    KerasRecurrents.register(all);
    KerasAttentions.register(all);
    return all;
  }

  static KerasTensor add(KerasCall call) {
    KerasLayer layer = ALL.get(call.conf().type());
    if (layer == null) {
      throw call.conf().refused("is of a kind");
    }
    return layer.add(call);
  }
}
