package org.xai4j.benchmarks.explorer;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may ask. On loopback the Host header must name this machine, so that no foreign name that was
 * bound to its address gets in; calls from pages of other origins are refused; elsewhere the API
 * asks for a token.
 *
 * @param port of the server
 * @param token asked for; empty on loopback
 */
record Gate(int port, String token) {
  private static final List<String> NAMES = List.of("127.0.0.1", "localhost", "[::1]");

  /** Header that carries the token. */
  static final String TOKEN = "X-Xai4j-Token";

  /**
   * Why a request is refused.
   *
   * @param exchange the request
   * @return nothing if it may pass
   */
  Optional<Refusal> refusal(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String host = first(headers, "Host").toLowerCase(Locale.ROOT);
    if (token.isEmpty() && NAMES.stream().noneMatch(name -> host.equals(name + ":" + port))) {
      return Optional.of(
          new Refusal(421, "This server answers to localhost only; open http://127.0.0.1:" + port));
    }
    String origin = first(headers, "Origin");
    boolean foreign = !origin.isEmpty() && !origin.equalsIgnoreCase("http://" + host);
    if (foreign || first(headers, "Sec-Fetch-Site").equals("cross-site")) {
      return Optional.of(new Refusal(403, "Pages of other sites may not ask this server."));
    }
    boolean api = exchange.getRequestURI().getPath().startsWith("/api/");
    if (api && !token.isEmpty() && !same(first(headers, TOKEN), token)) {
      return Optional.of(
          new Refusal(401, "The token is missing or wrong; open the address that serve printed."));
    }
    if (exchange.getRequestMethod().equals("POST")
        && !first(headers, "Content-Type").startsWith("application/json")) {
      return Optional.of(new Refusal(415, "Send JSON, as Content-Type: application/json."));
    }
    return Optional.empty();
  }

  /** Takes as long whatever the difference. */
  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static String first(Headers headers, String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }
}
