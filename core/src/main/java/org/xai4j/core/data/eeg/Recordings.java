package org.xai4j.core.data.eeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.xai4j.core.run.InputException;

/** Finds and reads recordings by the endings of their files. */
public final class Recordings {
  private Recordings() {}

  /**
   * What was recorded without a break, before the electrodes were taken off.
   *
   * @param name of its folder
   * @param recordings in order of their files' names
   */
  public record Session(String name, List<Recording> recordings) {
    /** Copies the list. */
    public Session {
      recordings = List.copyOf(recordings);
    }
  }

  /**
   * Reads the recordings of a file: {@code .csv} as Muse writes it, {@code .mat} or {@code .edf},
   * also packed as {@code .gz} or {@code .xz}.
   *
   * @param file path
   * @return one recording, or one per character of a speller
   * @throws InputException if the ending is unknown or the file is not as it should be
   */
  public static List<Recording> read(Path file) {
    String name = Packed.plain(file);
    if (name.endsWith(".csv")) {
      return List.of(MuseCsv.read(file));
    } else if (name.endsWith(".mat")) {
      return MatlabFile.read(file);
    } else if (name.endsWith(".edf")) {
      return List.of(Edf.read(file));
    }
    throw new InputException(
        "The file " + file + " is no recording: its name must end in .csv, .mat or .edf.");
  }

  /**
   * Reads all recordings below a folder. Files in one folder are one session; sessions are in order
   * of the folders' names.
   *
   * @param folder of one subject, or a single recording
   * @return at least one session
   * @throws InputException if there is no recording, or recordings differ in channels or rate
   */
  public static List<Session> sessions(Path folder) {
    if (Files.isRegularFile(folder)) {
      return List.of(new Session("session", read(folder)));
    }
    InputException.check(Files.isDirectory(folder), "There is no folder %s.", folder);
    Map<String, List<Path>> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .filter(f -> Packed.plain(f).matches("[^.].*\\.(csv|mat|edf)"))
          .sorted()
          .forEach(
              f ->
                  files
                      .computeIfAbsent(
                          folder.relativize(f.resolveSibling("")).toString().replace('\\', '/'),
                          k -> new ArrayList<>())
                      .add(f));
    } catch (IOException e) {
      throw new InputException("The folder " + folder + " cannot be read.", e);
    }
    InputException.check(
        !files.isEmpty(),
        "The folder %s holds no recording: no file ends in .csv, .mat or .edf.",
        folder);
    List<Session> sessions = new ArrayList<>();
    files.forEach(
        (name, members) ->
            sessions.add(
                new Session(
                    name.isEmpty() ? "session" : name,
                    members.stream().flatMap(f -> read(f).stream()).toList())));
    Recording first = sessions.get(0).recordings().get(0);
    for (Session session : sessions) {
      for (Recording one : session.recordings()) {
        alike(first, one);
      }
    }
    return sessions;
  }

  private static void alike(Recording first, Recording one) {
    for (String channel : first.channels()) {
      InputException.check(
          one.channels().contains(channel),
          "The recording %s has no channel %s, which %s has; leave one of them out.",
          one.name(),
          channel,
          first.name());
    }
    InputException.check(
        one.channels().equals(first.channels()),
        "The recording %s has the channels %s, but %s has %s.",
        one.name(),
        one.channels(),
        first.name(),
        first.channels());
    InputException.check(
        one.rate() == first.rate(),
        "The recording %s has %s Hz, but %s has %s Hz.",
        one.name(),
        one.rate(),
        first.name(),
        first.rate());
  }
}
