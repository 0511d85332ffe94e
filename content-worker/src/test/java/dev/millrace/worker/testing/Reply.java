package dev.millrace.worker.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a {@link ScriptedServer} does with a request. */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Reply {
  /** Answers. */
  record Whole(int status, Map<String, String> headers, byte[] body) implements Reply {}

  /** Reads the request, and says nothing for as long as the server lives. */
  record Silence() implements Reply {}

  /** Says half of what it has to say, and then nothing more. */
  record Stalled(Whole whole) implements Reply {}

  /** Says half of what it has to say, and hangs up. */
  record Cut(Whole whole) implements Reply {}

  /** Reads the request, and hangs up. */
  record HungUp() implements Reply {}

  /** JSON under a status. */
  static Whole json(int status, String body) {
    return new Whole(
        status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON under a status, and one more header. */
  static Whole json(int status, String body, String header, String value) {
    return new Whole(
        status,
        Map.of("Content-Type", "application/json", header, value),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
