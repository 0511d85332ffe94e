package dev.millrace.api.webhook;

import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import java.util.UUID;
import java.util.regex.Pattern;

/** What the controllers of webhooks have in common. */
final class Answers {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Answers() {}

  /** The id in a path; 404 when no id looks like that. */
  static UUID id(String text, String what) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw ProblemException.notFound(what + " of that id, which is not a UUID");
    }
    return UUID.fromString(text);
  }

  /** An answer that nobody may keep. */
  static <T> MutableHttpResponse<T> secret(MutableHttpResponse<T> response) {
    return response.header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
