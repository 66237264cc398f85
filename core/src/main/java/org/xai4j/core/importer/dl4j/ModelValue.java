package org.xai4j.core.importer.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An activation of the model while it is converted. Whatever its layout in the model, the network
 * holds it channels first: tables [n, f], sequences [n, f, t], images [n, c, h, w].
 *
 * @param node the network's node that computes it
 * @param kind its axes
 * @param channels features or channels; −1 if unknown
 * @param lengths of the time or spatial axes
 * @param last whether the model lays channels last
 * @param steps the time axis of a table [n, t, f] or of images [n·t, c, h, w] that the model treats
 *     as rows of its batch; null for ordinary values
 */
record ModelValue(
    int node,
    Kind kind,
    long channels,
    List<Length> lengths,
    boolean last,
    @Nullable Length steps) {
  /** The axes of a value. */
  enum Kind {
    /** Features. */
    TABLE(0),
    /** Features and time. */
    SEQUENCE(1),
    /** Channels, height and width. */
    IMAGE(2);

    private final int axes;

    Kind(int axes) {
      this.axes = axes;
    }

    /** How many time or spatial axes. */
    int axes() {
      return axes;
    }

    /** The kind with so many time or spatial axes. */
    static Kind of(int axes) {
      return axes == 0 ? TABLE : axes == 1 ? SEQUENCE : IMAGE;
    }
  }

  static ModelValue table(int node, long features) {
    return new ModelValue(node, Kind.TABLE, features, List.of(), false, null);
  }

  static ModelValue sequence(int node, long features, Length time, boolean last) {
    return new ModelValue(node, Kind.SEQUENCE, features, List.of(time), last, null);
  }

  static ModelValue image(int node, long channels, Length height, Length width, boolean last) {
    return new ModelValue(node, Kind.IMAGE, channels, List.of(height, width), last, null);
  }

  /** Same axes, computed by another node. */
  ModelValue at(int newNode) {
    return new ModelValue(newNode, kind, channels, lengths, last, steps);
  }

  /** Same axes with other channels. */
  ModelValue at(int newNode, long newChannels) {
    return new ModelValue(newNode, kind, newChannels, lengths, last, steps);
  }

  /** Other lengths too. */
  ModelValue at(int newNode, long newChannels, List<Length> newLengths) {
    return new ModelValue(newNode, kind, newChannels, newLengths, last, steps);
  }

  /** Laid out as a layer's configuration says. */
  ModelValue laid(boolean channelsLast) {
    return kind == Kind.TABLE
        ? this
        : new ModelValue(node, kind, channels, lengths, channelsLast, steps);
  }

  /** Images of a sequence. */
  ModelValue of(Length time) {
    return new ModelValue(node, kind, channels, lengths, last, time);
  }

  /** The axis of the network's array that holds the features. */
  int featureAxis() {
    return kind == Kind.TABLE ? -1 : 1;
  }
}
