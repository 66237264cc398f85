package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress and errors
 */
record StandardStreams(PrintStream out, PrintStream err) {
  /**
   * Gives each command its streams.
   *
   * @param streams of this run
   */
  record Factory(StandardStreams streams) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == 1
            && constructor.getParameterTypes()[0] == StandardStreams.class) {
          return type.cast(constructor.newInstance(streams));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
