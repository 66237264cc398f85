package org.xai4j.benchmarks.site;

/**
 * A page of the site.
 *
 * @param path from the site's root, with slashes
 * @param title in the list of pages
 * @param html its body
 * @param text its words, for the search
 */
record SitePage(String path, String title, String html, String text) {
  /** The way from this page's folder to the root: empty, or "../" for each folder. */
  String root() {
    return "../".repeat((int) path.chars().filter(c -> c == '/').count());
  }
}
