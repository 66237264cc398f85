package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.xai4j.benchmarks.web.FrontEnd;
import org.xai4j.core.data.Npy;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * Serves the page and its API. Files of the page are a fixed list on the class path: no path of a
 * request reaches the disk.
 */
public final class Explorer implements AutoCloseable {
  /** Largest body of a request. */
  static final int LARGEST = 4 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> FILES =
      Set.of(
          "index.html",
          "explorer.css",
          "explorer.js",
          "page.js",
          "exports.js",
          "input.js",
          "panels.js",
          "table.js",
          "compare.js",
          "layers.js",
          "automaton.js",
          "scalp.js",
          "openapi.json");

  /** Milliseconds between two events of a request's progress. */
  private static final int TICK = 100;

  static {
    // Of an answer in two packets the second would wait for the first to be acknowledged: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService connections = Executors.newFixedThreadPool(16);
  private final ExhibitAnswers answers;
  private final Map<String, BiFunction<Question, Progress, Object>> routes;
  private final Work work;
  private final Gate gate;

  /**
   * Starts to serve.
   *
   * @param exhibits what is shown
   * @param host name or address of this machine
   * @param port 0 for a free one
   * @param token that the API asks for; empty for none, on loopback
   * @throws InputException if the port is taken
   */
  public Explorer(List<? extends Exhibit> exhibits, String host, int port, String token) {
    this(exhibits, host, port, token, new Work(8, 60));
  }

  Explorer(List<? extends Exhibit> exhibits, String host, int port, String token, Work work) {
    Exhibits shown = new Exhibits(exhibits);
    answers = new ExhibitAnswers(shown);
    routes = routes(shown, answers);
    this.work = work;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 64);
    } catch (IOException e) {
      throw new InputException(
          "The port " + port + " of " + host + " cannot be opened; give another with --port.", e);
    }
    gate = new Gate(server.getAddress().getPort(), token);
    server.createContext("/", this::handle);
    server.setExecutor(connections);
    server.start();
  }

  /**
   * The port that answers.
   *
   * @return from 1 on
   */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    work.close();
    connections.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Refusal refusal;
      try {
        Optional<Refusal> closed = gate.refusal(exchange);
        if (closed.isEmpty()) {
          answer(exchange);
          return;
        }
        refusal = closed.get();
      } catch (RefusedException e) {
        refusal = e.refusal();
      } catch (InputException e) {
        refusal = new Refusal(400, String.valueOf(e.getMessage()));
      } catch (CancellationException e) {
        refusal = new Refusal(409, "The request was cancelled.");
      } catch (UncheckedIOException e) {
        // The page has gone; nobody is left to be told.
        return;
      } catch (RuntimeException e) {
        refusal = new Refusal(500, "Internal error: " + e.getClass().getSimpleName());
      }
      send(exchange, refused(refusal));
    }
  }

  /** What is computed for each question: JSON, or the bytes of a NumPy file. */
  private static Map<String, BiFunction<Question, Progress, Object>> routes(
      Exhibits exhibits, ExhibitAnswers answers) {
    TableAnswers tables = new TableAnswers(exhibits);
    MetricAnswers metrics = new MetricAnswers(exhibits);
    LayerAnswers layers = new LayerAnswers(exhibits);
    AutomatonAnswers automata = new AutomatonAnswers(exhibits);
    return Map.ofEntries(
        Map.entry("predict", (q, progress) -> answers.predict(q)),
        Map.entry("explain", answers::explain),
        Map.entry("tokens", (q, progress) -> answers.tokens(q)),
        Map.entry("groups", (q, progress) -> answers.groups(q)),
        Map.entry("row.npy", (q, progress) -> Npy.bytes(exhibits.row(q))),
        Map.entry(
            "attributions.npy",
            (q, progress) -> Npy.bytes(exhibits.attribution(q, progress).values())),
        Map.entry("explanation.json", answers::json),
        Map.entry("layer.npy", (q, progress) -> Npy.bytes(layers.output(q))),
        Map.entry("automaton.dot", (q, progress) -> automata.file(q, false, progress)),
        Map.entry("automaton.svg", (q, progress) -> automata.file(q, true, progress)),
        Map.entry("counterfactuals", tables::counterfactuals),
        Map.entry("curve", tables::curve),
        Map.entry("rule", tables::rule),
        Map.entry("metric", metrics::metric),
        Map.entry("metric-row", metrics::at),
        Map.entry("layers", (q, progress) -> layers.layers(q)),
        Map.entry("activation", (q, progress) -> layers.activation(q)),
        Map.entry("relevance", layers::relevance),
        Map.entry("automaton", automata::automaton),
        Map.entry("word", automata::word));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (method.equals("GET")) {
      send(exchange, get(path, exchange.getRequestURI()));
      return;
    }
    if (!method.equals("POST")) {
      throw new RefusedException(405, "Only GET and POST are answered.");
    }
    JsonNode body = body(exchange);
    Question question = Question.read(body);
    String request = body.path("request").asText(String.valueOf(exchange.getRemoteAddress()));
    if (path.equals("/api/cancel")) {
      send(exchange, json(JSON.createObjectNode().put("cancelled", work.cancel(request))));
    } else if (path.equals("/api/progress")) {
      tell(exchange, request);
    } else {
      BiFunction<Question, Progress, Object> route =
          path.startsWith("/api/") ? routes.get(path.substring(5)) : null;
      if (route == null) {
        throw new RefusedException(404, "There is nothing here.");
      }
      Object answer = work.run(request, progress -> route.apply(question, progress));
      send(
          exchange,
          answer instanceof byte[] bytes
              ? new Response(200, "application/octet-stream", bytes)
              : json((JsonNode) answer));
    }
  }

  /** Tells how far a request has come, as server-sent events, until it has ended. */
  private void tell(HttpExchange exchange, String request) throws IOException {
    headers(exchange, "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    Optional<Heard> heard = work.heard(request);
    while (heard.isPresent()) {
      out.write(("data: " + heard.get().json() + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      try {
        Thread.sleep(TICK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      heard = work.heard(request);
    }
    out.write("event: end\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
  }

  private Response get(String path, URI uri) throws IOException {
    String file = path.equals("/") ? "index.html" : path.substring(1);
    if (FrontEnd.SHARED.contains(file)) {
      return new Response(200, type(file), FrontEnd.text(file).getBytes(StandardCharsets.UTF_8));
    }
    if (FILES.contains(file)) {
      try (InputStream in = Explorer.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is not on the class path");
        }
        return new Response(200, type(file), in.readAllBytes());
      }
    }
    if (path.equals("/api/models")) {
      return json(answers.models());
    }
    String name = uri + " " + System.nanoTime();
    String[] parts = path.split("/", -1);
    if (parts.length == 4 && path.startsWith("/api/models/")) {
      return json(work.run(name, progress -> answers.model(parts[3])));
    }
    if (parts.length == 6 && parts[4].equals("rows") && parts[5].matches("\\d{1,8}")) {
      int row = Integer.parseInt(parts[5]);
      return json(work.run(name, progress -> answers.row(parts[3], row)));
    }
    throw new RefusedException(404, "There is nothing here.");
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new RefusedException(413, "A request holds at most " + (LARGEST >> 20) + " MB.");
    }
    try {
      JsonNode body = JSON.readTree(bytes);
      InputException.check(body.isObject(), "The body of a request is one JSON object.");
      return body;
    } catch (JsonProcessingException e) {
      throw new InputException("The body of the request is not JSON.", e);
    }
  }

  private record Response(int status, String type, byte[] bytes) {}

  private static Response json(JsonNode node) {
    return new Response(200, "application/json", node.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Response refused(Refusal refusal) {
    byte[] bytes =
        JSON.createObjectNode()
            .put("error", refusal.sentence())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    return new Response(refusal.status(), "application/json", bytes);
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      default -> "application/json";
    };
  }

  private static void headers(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
            + " 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }

  private static void send(HttpExchange exchange, Response response) {
    headers(exchange, response.type());
    try {
      exchange.sendResponseHeaders(response.status(), response.bytes().length);
      exchange.getResponseBody().write(response.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
