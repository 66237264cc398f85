package org.xai4j.benchmarks.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xai4j.benchmarks.report.Svg;
import org.xai4j.core.run.InputException;

/**
 * The documents of a checkout (README.md and others beside it, docs) as HTML with a search, a list
 * of pages and a page for every method. Needs no server and no network.
 */
public final class Site {
  private static final List<String> FIRST = List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md");
  private static final Pattern ANCHOR = Pattern.compile(" id=\"([^\"]+)\"");

  private final Path root;
  private final Path out;
  private final Map<String, String> documents = new LinkedHashMap<>();
  private final Set<String> files = new TreeSet<>();
  private final List<String> broken = new ArrayList<>();

  /** Where a link to a class of Javadoc leads, by the scheme that documents use for it. */
  private static final Pattern JAVADOC = Pattern.compile("href=\"javadoc:([^\"]+)\"");

  private final Optional<String> javadoc;

  private Site(Path root, Path out, Optional<String> javadoc) {
    this.root = root;
    this.out = out;
    this.javadoc = javadoc;
  }

  /**
   * Writes the site.
   *
   * @param root the checkout
   * @param out a folder, made if there is none
   * @param javadoc the Javadoc of all modules: an address that is linked, or a folder that becomes
   *     the site's {@code apidocs}; without it nothing links to Javadoc
   * @return the number of pages
   * @throws InputException if the documents cannot be read, or links lead nowhere; names them
   */
  public static int write(Path root, Path out, Optional<String> javadoc) {
    InputException.check(
        Files.isRegularFile(root.resolve("README.md")) && Files.isDirectory(root.resolve("docs")),
        "%s has no README.md and docs; name the folder of the sources with --root.",
        root);
    try {
      return new Site(root, out, javadoc).write();
    } catch (IOException e) {
      throw new InputException("The site cannot be written: " + e.getMessage(), e);
    }
  }

  private int write() throws IOException {
    for (String name : FIRST) {
      documents.put(name, Files.readString(root.resolve(name)));
    }
    try (Stream<Path> all = Files.walk(root.resolve("docs"))) {
      for (Path file : all.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        documents.put(name(file), Files.readString(file));
      }
    }
    documents.putAll(MethodPages.of(documents));
    Optional<Path> folder = javadoc.filter(place -> !address(place)).map(Path::of);
    InputException.check(
        folder.map(f -> Files.isRegularFile(f.resolve("index.html"))).orElse(true),
        "%s holds no Javadoc; make it with: mvn -Prelease -DskipTests package javadoc:aggregate.",
        javadoc.orElse(""));
    Map<String, SitePage> pages = new LinkedHashMap<>();
    documents.forEach((path, text) -> pages.put(html(path), page(path, text)));
    anchors(pages);
    InputException.check(
        broken.isEmpty(), "Links in the documents lead nowhere: %s.", String.join(", ", broken));
    Files.createDirectories(out);
    for (String file : files) {
      copy(file);
    }
    if (folder.isPresent()) {
      copyAll(folder.get(), out.resolve("apidocs"));
    }
    for (String resource : List.of("site.css", "search.js")) {
      try (InputStream from = Site.class.getResourceAsStream(resource)) {
        Files.copy(from, out.resolve(resource), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.writeString(out.resolve("pages.js"), "const PAGES = " + index(pages) + ";\n");
    for (SitePage page : pages.values()) {
      Path file = out.resolve(page.path());
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, shell(page));
    }
    return pages.size();
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static String html(String document) {
    return document.equals("README.md") ? "index.html" : document.replaceAll("\\.md$", ".html");
  }

  private SitePage page(String path, String text) {
    Markdown markdown = Markdown.of(text);
    String title = markdown.title();
    String words = markdown.text();
    String html = markdown.links(l -> link(path, l)).html();
    return new SitePage(html(path), title, javadoc(path, html), words);
  }

  private static boolean address(String place) {
    return place.matches("https?://.*");
  }

  /** Links to classes lead to the Javadoc, or are left out with their paragraph. */
  private String javadoc(String path, String html) {
    if (javadoc.isEmpty()) {
      return html.replaceAll("<p><a href=\"javadoc:[^\"]+\">[^<]*</a></p>\n?", "");
    }
    String place = javadoc.get();
    String base = address(place) ? place.replaceAll("/*$", "/") : up(path) + "apidocs/";
    return JAVADOC
        .matcher(html)
        .replaceAll(
            link -> {
              String type = link.group(1);
              if (!address(place) && !Files.isRegularFile(Path.of(place).resolve(type))) {
                broken.add(path + ": Javadoc of " + type);
              }
              return Matcher.quoteReplacement("href=\"" + base + type + "\"");
            });
  }

  /** From a document up to the root. */
  private static String up(String path) {
    return "../".repeat((int) path.chars().filter(c -> c == '/').count());
  }

  /** A link of a document as one of its page; what it leads to must be there. */
  private String link(String from, String link) {
    if (link.startsWith("#") || URI.create(link).isAbsolute()) {
      return link;
    }
    String[] parts = link.split("#", 2);
    Path folder = Path.of(from).getParent();
    Path to = (folder == null ? Path.of("") : folder).resolve(parts[0]).normalize();
    String name = to.toString().replace('\\', '/');
    String target;
    if (documents.containsKey(name)) {
      target = html(name);
    } else if (Files.isRegularFile(root.resolve(to))) {
      files.add(name);
      target = name;
    } else if (Files.isDirectory(root.resolve(to))) {
      String first =
          documents.keySet().stream().filter(d -> d.startsWith(name + "/")).findFirst().orElse("");
      if (first.isEmpty()) {
        broken.add(from + ": " + link);
      }
      target = html(first);
    } else {
      broken.add(from + ": " + link);
      return link;
    }
    return up(from) + target + (parts.length > 1 ? "#" + parts[1] : "");
  }

  /** Places in pages that links name must be there. */
  private void anchors(Map<String, SitePage> pages) {
    Map<String, Set<String>> places = new TreeMap<>();
    for (SitePage page : pages.values()) {
      Set<String> ids = new TreeSet<>();
      Matcher id = ANCHOR.matcher(page.html());
      while (id.find()) {
        ids.add(id.group(1));
      }
      places.put(page.path(), ids);
    }
    Pattern links = Pattern.compile("href=\"([^\":]*)#([^\"]+)\"");
    for (SitePage page : pages.values()) {
      Matcher link = links.matcher(page.html());
      while (link.find()) {
        Path folder = Path.of(page.path()).getParent();
        Path to = (folder == null ? Path.of("") : folder).resolve(link.group(1)).normalize();
        String target = link.group(1).isEmpty() ? page.path() : to.toString().replace('\\', '/');
        if (!places.getOrDefault(target, Set.of()).contains(link.group(2))) {
          broken.add(page.path() + ": " + link.group(1) + "#" + link.group(2));
        }
      }
    }
  }

  private void copy(String file) {
    try {
      Path to = out.resolve(file);
      Files.createDirectories(to.toAbsolutePath().getParent());
      Files.copy(root.resolve(file), to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.toAbsolutePath().getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String index(Map<String, SitePage> pages) {
    ArrayNode list = new ObjectMapper().createArrayNode();
    for (SitePage page : pages.values()) {
      list.addObject().put("path", page.path()).put("title", page.title()).put("text", page.text());
    }
    return list.toString();
  }

  private static String shell(SitePage page) throws IOException {
    try (InputStream from = Site.class.getResourceAsStream("page.html")) {
      return new String(from.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{root}", page.root())
          .replace("{title}", Svg.escape(page.title()))
          .replace("{body}", page.html());
    }
  }
}
