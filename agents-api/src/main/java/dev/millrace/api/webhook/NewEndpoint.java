package dev.millrace.api.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that somebody asks for.
 *
 * @param eventTypes what it is told of; everything when empty
 */
record NewEndpoint(
    String url, @Nullable String description, List<String> eventTypes, boolean isEnabled) {}
