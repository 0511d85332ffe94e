package dev.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client of agents-api does: it asks for content, and perhaps waits until it is there, as
 * {@code GET ?wait} offers.
 */
public final class ContentSession implements Session {
  private static final String BODY =
      """
      {"student_id":"student-1","topic":"Photosynthesis","grade_level":"9th Grade"}""";

  private final byte[] post;
  private final String token;
  private final boolean waits;
  private boolean isPosted;

  private ContentSession(byte[] post, String token, boolean waits) {
    this.post = post;
    this.token = token;
    this.waits = waits;
  }

  /** Clients that leave once their request was accepted. */
  public static Supplier<Session> posting(String token) {
    byte[] post = post(token);
    return () -> new ContentSession(post, token, false);
  }

  /** Clients that stay until it is completed. */
  public static Supplier<Session> waiting(String token) {
    byte[] post = post(token);
    return () -> new ContentSession(post, token, true);
  }

  @Override
  public byte[] first() {
    return post;
  }

  @Override
  public byte @Nullable [] next(Response response) {
    if (isPosted) {
      require(
          response.status() == 200 && response.body().contains("\"status\":\"completed\""),
          response);
      return null;
    }
    isPosted = true;
    require(response.status() == 202, response);
    return waits ? get(response.header("location")) : null;
  }

  private byte[] get(String path) {
    return """
    GET %s?wait=30 HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    \r
    """
        .formatted(path, token)
        .getBytes(US_ASCII);
  }

  private static byte[] post(String token) {
    return """
    POST /v1/content-requests HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s"""
        .formatted(token, BODY.length(), BODY)
        .getBytes(US_ASCII);
  }

  private static void require(boolean expected, Response response) {
    if (!expected) {
      throw new IllegalStateException("An unexpected answer: " + response.head() + response.body());
    }
  }
}
