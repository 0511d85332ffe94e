package dev.millrace.scheduler.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an {@code http} job sends.
 *
 * @param executionKey names the slot; the receiver sees it as {@code webhook-id}, and can refuse a
 *     second one
 * @param url where to
 * @param payload the JSON, sent as it is
 */
public record HttpJob(String executionKey, String url, String payload) {
  /** What the payload of a schedule asks for: its {@code body}, or <code>{}</code>, to its url. */
  public static HttpJob of(String executionKey, ObjectNode payload) {
    return new HttpJob(
        executionKey,
        payload.path("url").asText(),
        payload.has("body") ? payload.get("body").toString() : "{}");
  }
}
