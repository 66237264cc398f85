package org.xai4j.benchmarks.scale;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.run.InputException;

/**
 * Words some of which name files, with the contents of these files, for another machine. A word
 * names a file by its path, also behind an equals sign ({@code --baseline=mean.npy}, {@code
 * noise=n.npy}).
 *
 * @param words as they were given here
 * @param files by the place of the word that names the file
 */
public record CarriedFiles(List<String> words, Map<Integer, Named> files) implements Serializable {
  /** Copies the words. */
  public CarriedFiles {
    words = List.copyOf(words);
    files = new TreeMap<>(files);
  }

  /**
   * A file that a word names.
   *
   * @param prefix of the word, before the file's path
   * @param name of the file
   * @param bytes of the file
   */
  public record Named(String prefix, String name, byte[] bytes) implements Serializable {}

  /**
   * Takes what the words name along.
   *
   * @param words a command or settings
   * @param apart files that stay where they are
   * @return words and files
   */
  public static CarriedFiles of(List<String> words, List<Path> apart) {
    Map<Integer, Named> files = new TreeMap<>();
    named(words, apart)
        .forEach(
            (place, path) -> {
              String word = words.get(place);
              String prefix = word.substring(0, word.length() - path.toString().length());
              files.put(
                  place,
                  new Named(prefix, String.valueOf(path.getFileName()), WholeFile.read(path)));
            });
    return new CarriedFiles(words, files);
  }

  /**
   * The contents of the files that words name.
   *
   * @param words a command or settings
   * @param apart files that do not count
   * @return their digest
   */
  public static String digest(List<String> words, List<Path> apart) {
    return Digest.of(
        String.join("\n", named(words, apart).values().stream().map(Digest::of).toList()));
  }

  /**
   * With a file that stands here for a word.
   *
   * @param place of the word
   * @param file in its place
   * @return a copy
   */
  public CarriedFiles with(int place, Named file) {
    Map<Integer, Named> more = new TreeMap<>(files);
    more.put(place, file);
    return new CarriedFiles(words, more);
  }

  /** The files that words name, by the place of the word. */
  private static Map<Integer, Path> named(List<String> words, List<Path> apart) {
    Map<Integer, Path> named = new TreeMap<>();
    for (int i = 0; i < words.size(); i++) {
      int sign = words.get(i).indexOf('=');
      for (String text : List.of(words.get(i).substring(sign + 1), words.get(i))) {
        Optional<Path> file = file(text).filter(path -> !apart.contains(path));
        if (file.isPresent()) {
          named.put(i, file.get());
        }
      }
    }
    return named;
  }

  /** The file of this path. Ids of methods, models and data sets are none. */
  private static Optional<Path> file(String text) {
    try {
      return text.matches("[a-z0-9-]*")
          ? Optional.empty()
          : Optional.of(Path.of(text)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes the files to a temporary folder that lasts as long as the process.
   *
   * @return the words, naming these files
   * @throws InputException if they cannot be written
   */
  public List<String> unpack() {
    List<String> local = new ArrayList<>(words);
    try {
      Path folder = Files.createTempDirectory("xai4j");
      // Models may be mapped as long as they are used. Files go before their folders.
      folder.toFile().deleteOnExit();
      for (Map.Entry<Integer, Named> file : files.entrySet()) {
        Path place = Files.createDirectories(folder.resolve("" + file.getKey()));
        Path copy = Files.write(place.resolve(file.getValue().name()), file.getValue().bytes());
        place.toFile().deleteOnExit();
        copy.toFile().deleteOnExit();
        local.set(file.getKey(), file.getValue().prefix() + copy);
      }
      return local;
    } catch (IOException e) {
      throw new InputException(
          "The model cannot be unpacked on this machine: " + e.getMessage() + ".", e);
    }
  }
}
