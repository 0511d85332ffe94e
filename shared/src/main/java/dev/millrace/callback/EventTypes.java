package dev.millrace.callback;

import java.util.List;
import java.util.Optional;

/** What endpoints can be told of: the closed list that the schema holds, too. */
public final class EventTypes {
  /** What a caller asks for to see whether an endpoint works; no endpoint can filter it. */
  public static final String TEST = "webhook.test";

  /** What ends by itself; an endpoint hears of those that it names, or of all. */
  public static final List<String> OF_ENDS =
      List.of(
          "content_request.completed",
          "content_request.failed",
          "content_request.cancelled",
          "agent_run.completed",
          "agent_run.failed",
          "agent_run.cancelled");

  private EventTypes() {}

  /** The same name, if an endpoint can ask for it. */
  public static Optional<String> ofEnd(String name) {
    return OF_ENDS.contains(name) ? Optional.of(name) : Optional.empty();
  }
}
