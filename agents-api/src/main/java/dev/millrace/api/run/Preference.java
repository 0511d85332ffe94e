package dev.millrace.api.run;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller would like, by the header {@code Prefer: wait=10} of RFC 7240: an answer that is
 * held until the run has ended, for so many seconds at most. One that is not understood is ignored,
 * as the RFC says.
 *
 * @param longest for how long; zero when the caller would not wait
 */
record Preference(Duration longest) {
  private static final Pattern WAIT =
      Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,4})\"?\\s*(?:[;,]|$)");
  private static final long LONGEST = 60;

  /** The preference of a call; of no time when it has none. */
  static Preference of(HttpRequest<?> request) {
    Matcher asked =
        WAIT.matcher(
            String.join(",", request.getHeaders().getAll("Prefer")).toLowerCase(Locale.ROOT));
    return new Preference(
        asked.find()
            ? Duration.ofSeconds(Math.min(Long.parseLong(asked.group(1)), LONGEST))
            : Duration.ZERO);
  }

  /** Says in an answer that was held that the preference was heeded. */
  <B> MutableHttpResponse<B> applied(MutableHttpResponse<B> response) {
    return response.header("Preference-Applied", "wait=" + longest.toSeconds());
  }

  /** What a run is answered with that has ended, or has not. */
  static HttpStatus status(boolean hasEnded) {
    return hasEnded ? HttpStatus.OK : HttpStatus.ACCEPTED;
  }
}
