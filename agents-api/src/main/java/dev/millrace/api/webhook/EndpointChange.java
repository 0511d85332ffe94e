package dev.millrace.api.webhook;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of an endpoint; null is what stays.
 *
 * @param describes whether the description changes; it may become none
 */
record EndpointChange(
    @Nullable String url,
    boolean describes,
    @Nullable String description,
    @Nullable List<String> eventTypes,
    @Nullable Boolean enabled) {
  /** Only whether it is told anything. */
  static EndpointChange enabled(boolean isEnabled) {
    return new EndpointChange(null, false, null, null, isEnabled);
  }

  /** The names of the fields that change, for the audit. */
  List<String> fields() {
    return Stream.of(
            url == null ? null : "url",
            describes ? "description" : null,
            eventTypes == null ? null : "event_types",
            enabled == null ? null : "enabled")
        .filter(Objects::nonNull)
        .toList();
  }
}
