package org.xai4j.core.network;

import java.util.ServiceLoader;

/** The engine that the class path offers, found when it is first asked for. */
final class StandardEngine {
  static final Engine INSTANCE =
      ServiceLoader.load(Engine.class, Engine.class.getClassLoader())
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "No engine is on the class path: xai4j-core's META-INF/services is missing;"
                          + " merge such files when jars are packed into one."));

  private StandardEngine() {}
}
