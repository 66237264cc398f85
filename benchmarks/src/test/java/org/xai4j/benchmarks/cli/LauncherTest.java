package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that starts Java, in a checkout of its own with a Java that only tells its words. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Path home;
  private URLClassLoader loader;

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

  /** Launcher.java, which xai4j.cmd runs, on the checkout. */
  private Object launcher(Map<String, String> environment, String... words) throws Exception {
    Path classes = folder.resolve("classes");
    if (!Files.exists(classes)) {
      String source = Path.of("src", "launcher", "Launcher.java").toString();
      String[] arguments = {"--release", "11", "-d", classes.toString(), source};
      assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
      loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    }
    return loader
        .loadClass("Launcher")
        .getConstructor(Path.class, Map.class, List.class)
        .newInstance(home.toRealPath(), environment, List.of(words));
  }

  @AfterEach
  void close() throws Exception {
    if (loader != null) {
      loader.close();
    }
  }

  /** The same process, word by word, so that Windows gets what is tested elsewhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "17 methods",
        "22 explain --model m.onnx",
        "25 explain --on local",
        "25 explain --on spark://a:1 x",
        "21 explain --on=local[2]",
        "21 compare --on=k8s://https://a:1",
        "21 compare mnist --on yarn",
        "21 java Mine.java a",
        "21 jshell x"
      })
  void theLauncherInJavaStartsWhatTheScriptStarts(String line) throws Exception {
    List<String> all = List.of(line.split(" "));
    String[] words = all.subList(1, all.size()).toArray(String[]::new);
    if (line.contains("spark") || line.contains("[2]")) {
      Files.writeString(home.resolve("benchmarks/target/launcher/profile"), "mine,spark\n");
    } else {
      Files.writeString(home.resolve("benchmarks/target/launcher/profile"), "mine\n");
    }
    Path jdk = java(all.get(0));
    Path jshell = Files.copy(jdk.resolve("bin/java"), jdk.resolve("bin/jshell"));
    assertTrue(jshell.toFile().setExecutable(true));
    Map<String, String> own =
        Map.of("XAI4J_CLASSPATH", "my.jar", "XAI4J_MEMORY", "9g", "XAI4J_PROFILE", "mine");
    Map<String, String> environment = new HashMap<>(own);
    environment.put("JAVA_HOME", jdk.toString());
    Started script = start(environment, words);
    assertEquals(0, script.exit(), script.err());
    Object launcher = launcher(own, words);
    assertEquals(false, launcher.getClass().getMethod("changed").invoke(launcher));
    Object command =
        launcher
            .getClass()
            .getMethod("command", String.class, int.class, boolean.class)
            .invoke(
                launcher, jdk.resolve("bin/java").toString(), Integer.valueOf(all.get(0)), false);
    List<?> started = (List<?>) command;
    assertEquals(script.out(), started.subList(1, started.size()));
    assertTrue(started.get(0).toString().endsWith(line.contains("jshell") ? "jshell" : "java"));
  }

  /** As xai4j.cmd starts it: the file the first time, then the class that this leaves. */
  @Test
  void theLauncherInJavaStartsByItsFileAndThenByItsClass() throws Exception {
    Path source = home.resolve("benchmarks/src/launcher/Launcher.java");
    Files.createDirectories(source.getParent());
    Files.copy(Path.of("src", "launcher", "Launcher.java"), source);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path state = home.resolve("benchmarks/target/launcher");
    for (List<String> way :
        List.of(List.of(source.toString()), List.of("-cp", state.toString(), "Launcher"))) {
      List<String> command = new ArrayList<>(List.of(java));
      command.addAll(way);
      command.addAll(List.of(home + "/.", "classpath"));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
      assertTrue(said.strip().endsWith("xai4j-benchmarks.jar:built.jar"), said);
      assertTrue(Files.exists(state.resolve("Launcher.class")), said);
    }
  }

  @Test
  void bothBuildTheSame() throws Exception {
    Path wrapper = home.resolve("mvnw");
    Files.writeString(
        wrapper,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >words\necho b.jar >benchmarks/target/classpath\n");
    assertTrue(wrapper.toFile().setExecutable(true));
    // No Maven on the path, but what the script calls.
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool :
        List.of("sh", "sed", "dirname", "cat", "find", "mkdir", "rm", "touch", "mv", "readlink")) {
      for (String place : List.of("/bin", "/usr/bin")) {
        if (Files.exists(Path.of(place, tool)) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), Path.of(place, tool));
        }
      }
    }
    Files.delete(home.resolve("benchmarks/target/launcher/stamp"));
    Map<String, String> environment =
        Map.of("JAVA_HOME", java("21").toString(), "PATH", bin.toString(), "XAI4J_PROFILE", "cuda");
    Object launcher = launcher(environment, "methods");
    assertEquals(true, launcher.getClass().getMethod("changed").invoke(launcher));
    Started script = start(environment, "methods");
    assertEquals(0, script.exit(), script.err());
    List<?> maven = (List<?>) launcher.getClass().getMethod("maven").invoke(launcher);
    assertEquals(home.toRealPath().resolve("mvnw").toString(), maven.get(0));
    assertEquals(Files.readAllLines(home.resolve("words")), maven.subList(1, maven.size()));
    assertEquals(false, launcher.getClass().getMethod("changed").invoke(launcher));
  }

  @Test
  void theCommandFileOfWindowsRunsTheLauncher() throws Exception {
    String file = Files.readString(Path.of("..", "xai4j.cmd"));
    assertTrue(file.contains("%~dp0benchmarks\\target\\launcher\" Launcher \"%~dp0.\""), file);
    assertTrue(file.contains("%~dp0benchmarks\\src\\launcher\\Launcher.java"), file);
    assertEquals(file.lines().count(), file.chars().filter(c -> c == '\r').count());
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
