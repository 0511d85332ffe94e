package dev.millrace.worker.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * A whole answer.
 *
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // An answer is read once, and never compared.
public record Answer(int status, HttpHeaders headers, byte[] body) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Whether the status says that all went well. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body as JSON; a missing node when it is none. */
  public JsonNode json() {
    try {
      JsonNode node = MAPPER.readTree(body);
      return node == null ? MAPPER.missingNode() : node;
    } catch (JsonProcessingException malformed) {
      return MAPPER.missingNode();
    } catch (IOException impossible) {
      throw new IllegalStateException("an array was read", impossible);
    }
  }

  @Override
  public String toString() {
    return "HTTP " + status;
  }
}
