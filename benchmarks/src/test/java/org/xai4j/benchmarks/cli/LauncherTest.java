package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts Java, in a checkout of its own with a Java that only tells its words. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Path home;

  private record Started(int exit, List<String> out, String err) {}

  /** A checkout that is built. */
  @BeforeEach
  void checkout() throws Exception {
    home = Files.createDirectories(folder.resolve("home"));
    Path script = Path.of("xai4j");
    script = Files.isRegularFile(script) ? script : Path.of("..", "xai4j");
    Path copy = Files.copy(script, home.resolve("xai4j"));
    assertTrue(copy.toFile().setExecutable(true));
    for (String line : Files.readAllLines(script)) {
      if (line.startsWith("modules=")) {
        for (String module : line.substring(9, line.length() - 1).split(" ")) {
          Files.createDirectories(home.resolve(module).resolve("target"));
          Files.createDirectories(home.resolve(module).resolve("src/main"));
          Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
      }
    }
    Files.writeString(home.resolve("pom.xml"), "");
    Path entry = home;
    for (String part : List.of("benchmarks", "target", "launcher")) {
      entry = entry.resolve(part);
    }
    Files.createDirectories(entry);
    Files.writeString(entry.resolve("classpath"), "built.jar");
    Files.writeString(entry.resolve("profile"), "\n");
    Path stamp = Files.writeString(entry.resolve("stamp"), "");
    Files.setLastModifiedTime(
        stamp, FileTime.fromMillis(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1)));
  }

  /** A Java of a version, which prints its arguments. */
  private Path java(String version) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("jdk-" + version).resolve("bin"));
    Path java =
        Files.writeString(
            bin.resolve("java"),
            "#!/bin/sh\n"
                + "if [ \"$1\" = -version ]; then echo 'openjdk version \""
                + version
                + "\" 2026' >&2; exit 0; fi\n"
                + "for a in \"$@\"; do echo \"$a\"; done\n");
    assertTrue(java.toFile().setExecutable(true));
    return bin.getParent();
  }

  private Started start(Map<String, String> environment, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(home.resolve("xai4j").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().keySet().removeIf(k -> k.startsWith("XAI4J") || k.equals("JAVA_HOME"));
    builder.environment().putAll(environment);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher hangs");
    return new Started(process.exitValue(), Files.readAllLines(out), Files.readString(err));
  }

  @Test
  void theVersionOfJavaIsAskedOfEachJava() throws Exception {
    Started old = start(Map.of("JAVA_HOME", java("11.0.2").toString()), "methods");
    assertEquals(2, old.exit());
    assertTrue(old.err().contains("Java 17 or newer is needed"), old.err());
    assertTrue(old.err().contains("is version 11."), old.err());
    Started eight = start(Map.of("JAVA_HOME", java("1.8.0_392").toString()), "methods");
    assertTrue(eight.err().contains("is version 8."), eight.err());
    // What was asked of another Java does not count.
    Started new17 = start(Map.of("JAVA_HOME", java("17.0.1").toString()), "methods", "a b");
    assertEquals(0, new17.exit(), new17.err());
    assertEquals("a b", new17.out().get(new17.out().size() - 1));
    assertTrue(new17.out().stream().noneMatch(a -> a.startsWith("--enable-native-access")));
    Started new25 = start(Map.of("JAVA_HOME", java("25").toString()), "methods");
    assertTrue(new25.out().contains("--enable-native-access=ALL-UNNAMED"), new25.out() + "");
    assertEquals(2, start(Map.of("JAVA_HOME", java("11.0.2").toString()), "methods").exit());
  }

  @Test
  void aMissingJavaIsNamed() throws Exception {
    Started none = start(Map.of("JAVA_HOME", folder.resolve("nowhere").toString()), "methods");
    assertEquals(2, none.exit());
    assertTrue(
        none.err().contains("nowhere") && none.err().contains("set it to a JDK"), none.err());
  }

  @Test
  void classesAndMemoryOfTheUsersOwn() throws Exception {
    String jdk = java("21").toString();
    List<String> standard = start(Map.of("JAVA_HOME", jdk), "methods").out();
    assertTrue(standard.contains("-Xmx3g"), standard + "");
    String path = standard.get(standard.indexOf("-cp") + 1);
    assertTrue(path.endsWith(":built.jar"), path);
    List<String> own =
        start(
                Map.of(
                    "JAVA_HOME",
                    jdk,
                    "XAI4J_CLASSPATH",
                    "mine.jar:more classes",
                    "XAI4J_MEMORY",
                    "9g",
                    "XAI4J_NATIVE_MEMORY",
                    "7g",
                    "XAI4J_TOTAL_MEMORY",
                    "17g"),
                "methods")
            .out();
    assertEquals(path + ":mine.jar:more classes", own.get(own.indexOf("-cp") + 1));
    assertTrue(
        own.containsAll(
            List.of(
                "-Xmx9g",
                "-Dorg.bytedeco.javacpp.maxbytes=7g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=17g")),
        own + "");
  }

  @Test
  void theMemoryThatRanOutIsNamedWithWhatHelps() {
    Map.of(
            "Java heap space", "XAI4J_MEMORY",
            "Cannot allocate new FloatPointer(1): totalBytes = 5G, maxBytes = 6G",
                "XAI4J_NATIVE_MEMORY",
            "Physical memory usage is too high: physicalBytes > maxPhysicalBytes",
                "XAI4J_TOTAL_MEMORY")
        .forEach(
            (message, variable) -> {
              ByteArrayOutputStream err = new ByteArrayOutputStream();
              Throwable cause = new IllegalStateException(new OutOfMemoryError(message));
              int exit = Main.failed(cause, false, new PrintStream(err));
              String said = err.toString(StandardCharsets.UTF_8);
              assertEquals(1, exit);
              assertTrue(said.contains("(" + variable + ", now "), said);
              assertTrue(said.contains("smaller --chunk"), said);
              assertEquals(1, said.lines().count());
            });
  }
}
