package dev.millrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.UUID;

/** What came back. */
public record Answer(HttpResponse<String> response) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public int status() {
    return response.statusCode();
  }

  public String body() {
    return response.body();
  }

  /** The header, or the empty string. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The body as JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(body());
    } catch (IOException malformed) {
      throw new UncheckedIOException("not JSON: " + body(), malformed);
    }
  }

  /** The text of a field of the body, or the empty string. */
  public String text(String field) {
    return json().path(field).asText();
  }

  /** The id of the resource in the body. */
  public UUID id() {
    return UUID.fromString(text("id"));
  }
}
