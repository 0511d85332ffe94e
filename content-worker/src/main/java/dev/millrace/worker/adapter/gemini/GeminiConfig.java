package dev.millrace.worker.adapter.gemini;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Gemini, by an API key or by Vertex AI. Bound to {@code millrace.gemini}.
 *
 * @param backend {@code GEMINI_BACKEND}: {@code api} or {@code vertex}
 * @param apiKey {@code GEMINI_API_KEY}: for {@code api}
 * @param baseUrl {@code GEMINI_BASE_URL}: another server than Google's, without the version
 * @param vertexProject {@code VERTEX_AI_PROJECT_ID}: for {@code vertex}, who pays
 * @param region {@code REGION}: for {@code vertex}, where; {@code global} is one
 * @param metadataUrl {@code METADATA_URL}: for {@code vertex}, who gives the service account's
 *     tokens
 * @param model {@code GEMINI_MODEL}: the model where a chain names none
 * @param cheapModel {@code GEMINI_MODEL_CHEAP}: the same in a cheaper chain
 * @param timeLimit {@code GEMINI_TIME_LIMIT}: the most that one call may take, its answer included
 */
@ConfigurationProperties("millrace.gemini")
record GeminiConfig(
    @Bindable(defaultValue = "api") String backend,
    @Bindable(defaultValue = "") String apiKey,
    @Bindable(defaultValue = "") String baseUrl,
    @Bindable(defaultValue = "") String vertexProject,
    @Bindable(defaultValue = "us-central1") String region,
    @Bindable(defaultValue = "http://metadata.google.internal") URI metadataUrl,
    @Bindable(defaultValue = "gemini-2.5-flash") String model,
    @Bindable(defaultValue = "gemini-2.5-flash-lite") String cheapModel,
    @Bindable(defaultValue = "2m") Duration timeLimit) {

  GeminiConfig {
    apiKey = apiKey.strip();
    vertexProject = vertexProject.strip();
    if (!backend.equals("api") && !backend.equals("vertex")) {
      throw new IllegalArgumentException("GEMINI_BACKEND must be api or vertex.");
    }
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("GEMINI_TIME_LIMIT must be more than 0s.");
    }
  }

  boolean isVertex() {
    return backend.equals("vertex");
  }

  /** The variable that is not set and must be. */
  Optional<String> missing() {
    return isVertex()
        ? Optional.of("VERTEX_AI_PROJECT_ID").filter(name -> vertexProject.isEmpty())
        : Optional.of("GEMINI_API_KEY").filter(name -> apiKey.isEmpty());
  }

  /** What goes before {@code /models/…}. */
  String modelsUrl() {
    if (!isVertex()) {
      return server("https://generativelanguage.googleapis.com") + "/v1beta";
    }
    String host = region.equals("global") ? "" : region + "-";
    return server("https://" + host + "aiplatform.googleapis.com")
        + "/v1/projects/"
        + vertexProject
        + "/locations/"
        + region
        + "/publishers/google";
  }

  private String server(String google) {
    return baseUrl.isBlank() ? google : baseUrl.strip().replaceAll("/+$", "");
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "GeminiConfig[" + backend + ", " + modelsUrl() + ", " + model + "]";
  }
}
