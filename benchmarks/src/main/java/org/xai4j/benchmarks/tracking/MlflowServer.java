package org.xai4j.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.xai4j.core.run.InputException;

/**
 * An MLflow tracking server, by its REST API 2.0 (https://mlflow.org/docs/latest/rest-api.html):
 * what is needed to log a run. {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME}
 * and {@code MLFLOW_TRACKING_PASSWORD}, authorise as they do for MLflow's own clients.
 */
public final class MlflowServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration UPLOAD = Duration.ofMinutes(5);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String address;
  private final String authorization;

  /**
   * A server.
   *
   * @param address begins with {@code http://} or {@code https://}
   * @param environment may hold the variables that authorise
   * @throws InputException if it is no such address
   */
  public MlflowServer(String address, Map<String, String> environment) {
    InputException.check(
        valid(address),
        "The MLflow server '%s' is no http address; start one with: mlflow server, and give"
            + " http://localhost:5000.",
        address);
    this.address = address.replaceAll("/+$", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String pair = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    authorization =
        !user.isEmpty()
            ? "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
            : token.isEmpty() ? "" : "Bearer " + token;
  }

  private static boolean valid(String address) {
    try {
      URI uri = new URI(address);
      return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("(?i)https?");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * The experiment of a name, which is made if there is none.
   *
   * @param name of the experiment
   * @return its id
   * @throws InputException if the server does not answer or refuses
   */
  public String experiment(String name) {
    String query = "?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpResponse<String> found =
        send(request("/api/2.0/mlflow/experiments/get-by-name" + query).GET());
    if (found.statusCode() != 404) {
      return text(answer(found).path("experiment"), "experiment_id");
    }
    return text(
        post("experiments/create", JSON.createObjectNode().put("name", name)), "experiment_id");
  }

  /**
   * Calls the API.
   *
   * @param method such as {@code runs/log-batch}
   * @param body of the request
   * @return the answer
   * @throws InputException if the server does not answer or refuses
   */
  JsonNode post(String method, ObjectNode body) {
    BodyPublisher json = BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
    return answer(
        send(
            request("/api/2.0/mlflow/" + method)
                .header("Content-Type", "application/json")
                .POST(json)));
  }

  /**
   * Stores a file through the server.
   *
   * @param folder of the artifact store, without slashes at its ends
   * @param file to be stored under its name
   * @throws InputException if the server does not answer or refuses
   */
  void upload(String folder, Path file) throws IOException {
    String name = URLEncoder.encode(String.valueOf(file.getFileName()), StandardCharsets.UTF_8);
    String place = "/api/2.0/mlflow-artifacts/artifacts/" + folder + "/" + name.replace("+", "%20");
    answer(
        send(
            request(place)
                .timeout(UPLOAD)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofFile(file))));
  }

  /** A text that an answer must have. */
  String text(JsonNode answer, String field) {
    InputException.check(
        answer.path(field).isTextual(),
        "What answers at %s is no MLflow server: it names no %s.",
        address,
        field);
    return answer.path(field).asText();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE.multipliedBy(3));
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InputException(
          "The MLflow server at "
              + address
              + " does not answer; start it with: mlflow server, or give its address.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("The call of the MLflow server was interrupted.", e);
    }
  }

  private JsonNode answer(HttpResponse<String> response) {
    JsonNode body = JSON.createObjectNode();
    try {
      body = JSON.readTree(response.body().isBlank() ? "{}" : response.body());
    } catch (IOException e) {
      InputException.check(
          response.statusCode() / 100 != 2,
          "What answers at %s is no MLflow server: it sends no JSON.",
          address);
    }
    InputException.check(
        response.statusCode() / 100 == 2,
        "The MLflow server at %s refuses %s with status %d: %s",
        address,
        response.request().uri().getPath(),
        response.statusCode(),
        body.path("message").asText("no reason given."));
    return body;
  }
}
