package org.xai4j.benchmarks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /** The browser of this machine. */
  static Optional<Path> found() {
    return NAMES.stream()
        .flatMap(
            name ->
                List.of(System.getenv("PATH").split(":")).stream()
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program, Path folder) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address()), new Listener())
            .get(30, TimeUnit.SECONDS);
  }

  /** Where the protocol is spoken; the rest of what the browser says is read and forgotten. */
  private String address() throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.contains("DevTools listening on ")) {
        Thread rest = new Thread(() -> said.lines().forEach(ignored -> {}), "browser");
        rest.setDaemon(true);
        rest.start();
        return line.substring(line.indexOf("ws://"));
      }
    }
    throw new IOException("the browser ended");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
      text.append(data);
      if (whole) {
        String message = text.toString();
        text.setLength(0);
        try {
          hear(JSON.readTree(message));
        } catch (IOException e) {
          complaints.add("not JSON: " + message);
        }
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void hear(JsonNode message) {
    CompletableFuture<JsonNode> waiting = open.remove(message.path("id").asInt());
    if (waiting != null) {
      waiting.complete(message);
    }
    String method = message.path("method").asText();
    JsonNode told = message.path("params");
    boolean error =
        method.equals("Runtime.exceptionThrown")
            || (method.equals("Runtime.consoleAPICalled")
                && told.path("type").asText().equals("error"))
            || (method.equals("Log.entryAdded")
                && told.path("entry").path("level").asText().equals("error")
                // What the server refuses the page tells.
                && !told.path("entry").path("source").asText().equals("network"));
    if (error) {
      complaints.add(told.toString());
    }
  }

  /** Errors on the consoles of all tabs. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  private JsonNode ask(String session, String method, ObjectNode parameters) throws Exception {
    int id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    open.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).get(30, TimeUnit.SECONDS);
    JsonNode told = answer.get(60, TimeUnit.SECONDS);
    if (told.has("error")) {
      throw new IllegalStateException(method + ": " + told.get("error"));
    }
    return told.path("result");
  }

  /** Opens a page in a tab of its own, of a width in pixels. */
  Tab open(String url, int width) throws Exception {
    ObjectNode blank = JSON.createObjectNode().put("url", "about:blank");
    JsonNode target = ask("", "Target.createTarget", blank);
    ObjectNode attach =
        JSON.createObjectNode()
            .put("targetId", target.get("targetId").asText())
            .put("flatten", true);
    Tab tab = new Tab(ask("", "Target.attachToTarget", attach).get("sessionId").asText());
    ask(tab.session, "Runtime.enable", JSON.createObjectNode());
    ask(tab.session, "Log.enable", JSON.createObjectNode());
    ObjectNode screen =
        JSON.createObjectNode()
            .put("width", width)
            .put("height", 900)
            .put("deviceScaleFactor", 1)
            .put("mobile", false);
    ask(tab.session, "Emulation.setDeviceMetricsOverride", screen);
    ask(tab.session, "Page.navigate", JSON.createObjectNode().put("url", url));
    return tab;
  }

  /** A page. */
  final class Tab {
    private final String session;

    private Tab(String session) {
      this.session = session;
    }

    /** What an expression, or a promise, comes to. */
    JsonNode run(String expression) throws Exception {
      JsonNode told =
          ask(
              session,
              "Runtime.evaluate",
              JSON.createObjectNode()
                  .put("expression", expression)
                  .put("awaitPromise", true)
                  .put("returnByValue", true)
                  .put("userGesture", true));
      if (told.has("exceptionDetails")) {
        throw new IllegalStateException(expression + ": " + told.get("exceptionDetails"));
      }
      return told.path("result").path("value");
    }

    /** Lets the page think that people prefer dark colours. */
    void dark() throws Exception {
      ObjectNode wish = JSON.createObjectNode();
      wish.putArray("features")
          .addObject()
          .put("name", "prefers-color-scheme")
          .put("value", "dark");
      ask(session, "Emulation.setEmulatedMedia", wish);
    }

    /** Waits until an expression is true. */
    void until(String expression) throws Exception {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!run(expression).asBoolean()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "never true: " + expression + "; the page says " + run("document.body.innerText"));
        }
        Thread.sleep(20);
      }
    }

    /**
     * Presses a key: a name such as Tab or ArrowLeft, or a character; with Shift where it is
     * "Shift+…".
     */
    void press(String keys) throws Exception {
      boolean shift = keys.startsWith("Shift+");
      String key = shift ? keys.substring(6) : keys;
      int code =
          switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            default -> Character.toUpperCase(key.charAt(0));
          };
      String text = key.length() == 1 ? key : key.equals("Enter") ? "\r" : "";
      for (String kind : List.of(text.isEmpty() ? "rawKeyDown" : "keyDown", "keyUp")) {
        ObjectNode event =
            JSON.createObjectNode()
                .put("type", kind)
                .put("key", key)
                .put("modifiers", shift ? 8 : 0)
                .put("windowsVirtualKeyCode", code);
        if (kind.equals("keyDown")) {
          event.put("text", text);
        }
        ask(session, "Input.dispatchKeyEvent", event);
      }
    }

    /** A stroke of the mouse between two places of an element, as shares of its sides. */
    void stroke(String selector, double... places) throws Exception {
      JsonNode box =
          run(
              "(() => { const e = document.querySelector('"
                  + selector
                  + "'); e.scrollIntoView(); const r = e.getBoundingClientRect();"
                  + " return [r.x, r.y, r.width, r.height]; })()");
      String[] kinds = {"mousePressed", "mouseMoved", "mouseReleased"};
      for (int k = 0; k < 3; k++) {
        int at = k == 0 ? 0 : places.length - 2;
        ask(
            session,
            "Input.dispatchMouseEvent",
            JSON.createObjectNode()
                .put("type", kinds[k])
                .put("button", "left")
                .put("buttons", k == 2 ? 0 : 1)
                .put("clickCount", k == 1 ? 0 : 1)
                .put("x", box.get(0).asDouble() + places[at] * box.get(2).asDouble())
                .put("y", box.get(1).asDouble() + places[at + 1] * box.get(3).asDouble()));
      }
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    // Its processes write to the folder as long as they live.
    List<ProcessHandle> parts = new ArrayList<>(process.descendants().toList());
    parts.add(process.toHandle());
    parts.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle part : parts) {
      part.onExit().get(10, TimeUnit.SECONDS);
    }
  }
}
