import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * What the shell script {@code xai4j} does, where there is no such shell: {@code xai4j.cmd} runs
 * this file by {@code java Launcher.java}, later its class. It is written for Java 11, so that an old Java gets the
 * sentence that names it. A test compares it with the script.
 */
public final class Launcher {
  private static final String MAIN = "org.xai4j.benchmarks.cli.Main";
  private static final List<String> MODULES =
      Arrays.asList(
          "core",
          "methods-agnostic",
          "methods-gradient",
          "methods-lrp",
          "methods-global-rnn",
          "evaluation",
          "benchmarks");
  private static final List<String> OPENED =
      Arrays.asList(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final Path home;
  private final Path state;
  private final Map<String, String> environment;
  private final List<String> words;
  private final boolean spark;
  private final String profile;

  /**
   * Looks at what was typed.
   *
   * @param home the checkout
   * @param environment of the process
   * @param words as typed
   */
  public Launcher(Path home, Map<String, String> environment, List<String> words) {
    this.home = home;
    this.environment = environment;
    this.words = words;
    state = home.resolve("benchmarks").resolve("target").resolve("launcher");
    spark = onCluster(words);
    String asked = environment.getOrDefault("XAI4J_PROFILE", "");
    String both = asked.isEmpty() ? "spark" : asked + ",spark";
    // A build with Spark serves all other commands as well.
    profile = spark || text("profile").equals(both) ? both : asked;
  }

  /**
   * Builds and starts.
   *
   * @param args the checkout, then the words typed
   */
  public static void main(String[] args) throws Exception {
    Path home = Paths.get(args[0]).toAbsolutePath().normalize();
    int version = Runtime.version().feature();
    String java = Paths.get(System.getProperty("java.home"), "bin", "java").toString();
    if (version < 17) {
      fail("Java 17 or newer is needed; " + java + " is version " + version + ".", 2);
    }
    List<String> words = Arrays.asList(args).subList(1, args.length);
    keep(home);
    Launcher launcher = new Launcher(home, System.getenv(), words);
    if (launcher.changed()) {
      launcher.build();
    }
    if (!words.isEmpty() && words.get(0).equals("classpath")) {
      System.out.println(launcher.classpath());
      return;
    }
    if (launcher.archives(version)) {
      launcher.archive(java, version);
    }
    System.exit(launcher.start(launcher.command(java, version, System.console() != null)));
  }

  /** Compiles this file for the next start, which spares it the compiler. */
  private static void keep(Path home) throws IOException {
    Path source = home.resolve("benchmarks").resolve("src/launcher/Launcher.java");
    Path folder = home.resolve("benchmarks").resolve("target").resolve("launcher");
    File made = folder.resolve("Launcher.class").toFile();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler != null && made.lastModified() < source.toFile().lastModified()) {
      Files.createDirectories(folder);
      compiler.run(null, null, null, "-d", folder.toString(), source.toString());
    }
  }

  private static void fail(String sentence, int code) {
    System.err.println("xai4j: " + sentence);
    System.exit(code);
  }

  /** Whether a place other than this machine's processors is named. */
  private static boolean onCluster(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean next = i > 0 && words.get(i - 1).equals("--on");
      String place = next ? word : word.startsWith("--on=") ? word.substring(5) : "local";
      if (!place.matches("local|yarn|k8s:.*")) {
        return true;
      }
    }
    return false;
  }

  private String text(String file) {
    try {
      return Files.readString(state.resolve(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Whether sources, poms or the profile are others than those of the last build.
   *
   * @return true also if there was none
   */
  public boolean changed() {
    Path stamp = state.resolve("stamp");
    if (!Files.isRegularFile(stamp)
        || !Files.isRegularFile(state.resolve("classpath"))
        || !text("profile").equals(profile)) {
      return true;
    }
    long built = stamp.toFile().lastModified();
    for (String module : MODULES) {
      Path folder = home.resolve(module);
      if (!Files.isDirectory(folder.resolve("target"))
          || newer(folder.resolve("pom.xml"), built)
          || newer(folder.resolve("src").resolve("main"), built)
          || newer(folder.resolve("src").resolve("spark"), built)) {
        return true;
      }
    }
    return newer(home.resolve("pom.xml"), built);
  }

  private static boolean newer(Path place, long built) {
    if (!Files.exists(place)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.anyMatch(file -> file.toFile().lastModified() > built);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void build() throws Exception {
    System.err.println(
        "xai4j: building (the first time downloads the dependencies, which takes some minutes)"
            + " ...");
    Files.createDirectories(state);
    Files.deleteIfExists(state.resolve("stamp"));
    // What changes while Maven runs is newer than this mark.
    Path started = Files.write(state.resolve("started"), new byte[0]);
    Path log = state.resolve("build.log");
    Process maven =
        new ProcessBuilder(maven())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (maven.waitFor() != 0) {
      List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      List<String> errors =
          said.stream().filter(l -> l.startsWith("[ERROR] ")).collect(Collectors.toList());
      (errors.isEmpty() ? said : errors).forEach(System.err::println);
      fail("The build failed; the whole log is in " + log + ".", 1);
    }
    Path made = home.resolve("benchmarks").resolve("target").resolve("classpath");
    Files.move(made, state.resolve("classpath"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(state.resolve("profile"), profile + "\n");
    Files.move(started, state.resolve("stamp"), StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The build as a command: by the Maven of the path, else by the wrapper.
   *
   * @return words
   */
  public List<String> maven() {
    boolean windows = File.pathSeparatorChar == ';';
    String name = windows ? "mvn.cmd" : "mvn";
    String found =
        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> new File(folder, name))
            .filter(File::canExecute)
            .map(File::toString)
            .findFirst()
            .orElse(home.resolve(windows ? "mvnw.cmd" : "mvnw").toString());
    List<String> command = new ArrayList<>(Arrays.asList(found, "-q", "-B"));
    if (!profile.isEmpty()) {
      command.add("-P" + profile);
    }
    command.addAll(
        Arrays.asList(
            "-Dspark.scope=compile",
            "-DskipTests",
            "-Dspotless.check.skip=true",
            "-pl",
            "benchmarks",
            "-am",
            "package",
            "dependency:build-classpath",
            "-Dmdep.outputFile=target/classpath",
            "-DincludeScope=runtime"));
    return command;
  }

  private String jars() {
    Path jar = home.resolve("benchmarks").resolve("target").resolve("xai4j-benchmarks.jar");
    return jar + File.pathSeparator + text("classpath");
  }

  private String classpath() {
    String own = environment.getOrDefault("XAI4J_CLASSPATH", "");
    return own.isEmpty() ? jars() : jars() + File.pathSeparator + own;
  }

  private List<String> options(int version) {
    List<String> options = new ArrayList<>();
    options.addAll(Arrays.asList("-XX:+UseParallelGC", "-XX:-UsePerfData", "-Xshare:auto"));
    if (version >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (version >= 24) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (spark) {
      OPENED.forEach(p -> options.add("--add-opens=java.base/" + p + "=ALL-UNNAMED"));
      options.add("--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED");
    }
    options.add("-Djava.awt.headless=true");
    options.add("-Dorg.bytedeco.javacpp.logger=slf4j");
    return options;
  }

  private List<String> memory() {
    return Arrays.asList(
        "-Xmx" + environment.getOrDefault("XAI4J_MEMORY", "3g"),
        "-Dorg.bytedeco.javacpp.maxbytes="
            + environment.getOrDefault("XAI4J_NATIVE_MEMORY", "6g"),
        "-Dorg.bytedeco.javacpp.maxphysicalbytes="
            + environment.getOrDefault("XAI4J_TOTAL_MEMORY", "10g"));
  }

  private Path archive(int version) {
    return state.resolve("classes-" + version + ".jsa");
  }

  /**
   * The process that is started.
   *
   * @param java the program
   * @param version of Java
   * @param terminal whether progress may be drawn
   * @return words
   */
  public List<String> command(String java, int version, boolean terminal) {
    String first = words.isEmpty() ? "" : words.get(0);
    List<String> command = new ArrayList<>();
    if (first.equals("jshell")) {
      command.add(Paths.get(java).resolveSibling("jshell").toString());
      Stream.concat(options(version).stream(), memory().stream())
          .forEach(option -> command.add("-R" + option));
      Path imports = home.resolve("benchmarks").resolve("examples").resolve("imports.jsh");
      command.addAll(
          Arrays.asList("--class-path", classpath(), "--startup", imports.toString()));
      command.addAll(words.subList(1, words.size()));
      return command;
    }
    command.add(java);
    command.addAll(options(version));
    if (first.equals("java")) {
      command.addAll(memory());
      command.addAll(Arrays.asList("-cp", classpath()));
      command.addAll(words.subList(1, words.size()));
      return command;
    }
    command.add("-XX:SharedArchiveFile=" + archive(version));
    command.addAll(Arrays.asList("-Xlog:disable", "-Xlog:all=error:stderr"));
    command.addAll(memory());
    command.add("-Dxai4j.terminal=" + terminal);
    command.addAll(Arrays.asList("-cp", classpath(), MAIN));
    command.addAll(words);
    return command;
  }

  private boolean archives(int version) {
    boolean program =
        words.isEmpty() || !Arrays.asList("java", "jshell", "classpath").contains(words.get(0));
    long made = archive(version).toFile().lastModified();
    return program
        && Files.isWritable(state)
        && made <= state.resolve("stamp").toFile().lastModified();
  }

  /** Classes as a first run has loaded and checked them halve the start of the next. */
  private void archive(String java, int version) throws Exception {
    Path sample = state.resolve("sample.csv");
    Files.writeString(sample, String.join(",", Collections.nCopies(30, "0.5")) + "\n");
    Path part = state.resolve("classes-" + version + ".jsa." + ProcessHandle.current().pid());
    List<String> command = new ArrayList<>(Arrays.asList(java));
    command.addAll(options(version));
    command.addAll(
        Arrays.asList("-Xmx1g", "-XX:ArchiveClassesAtExit=" + part, "-Xlog:disable", "-cp"));
    command.addAll(Arrays.asList(jars(), MAIN, "explain", "--quiet", "--model"));
    command.add(
        home.resolve("benchmarks/src/main/resources/org/xai4j/benchmarks/models")
            .resolve("breast-cancer-onnx.onnx")
            .toString());
    command.addAll(Arrays.asList("--input", sample.toString(), "--method"));
    command.addAll(Arrays.asList("integrated-gradients", "--output", state + "/sample.npy"));
    Process run =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (run.waitFor() != 0 || !Files.exists(part)) {
      Files.writeString(part, "\n");
    }
    // At once, so that another start reads a whole file.
    Files.move(part, archive(version), StandardCopyOption.REPLACE_EXISTING);
  }

  private int start(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // ND4J operations run single-threaded; the workers of xai4j use the processors.
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    if (spark && environment.getOrDefault("SPARK_HOME", "").isEmpty()) {
      Path folder = state.resolve("spark-home");
      Files.createDirectories(folder.resolve("jars"));
      builder.environment().put("SPARK_HOME", folder.toString());
    }
    return builder.start().waitFor();
  }
}
