package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;
import java.util.Arrays;
import java.util.Objects;

/** The strong entity tag of a request: it changes with every change of what callers see. */
public final class EntityTag {
  private EntityTag() {}

  static String of(ContentRequest row) {
    int seen =
        Objects.hash(
            row.updatedAt(),
            row.publishedAt(),
            row.nextPublishAt(),
            row.waitReason(),
            row.dispatch(),
            row.progress(),
            row.stage(),
            row.inputTokens(),
            row.outputTokens());
    return '"'
        + Long.toHexString(row.id().getLeastSignificantBits())
        + '-'
        + row.eventSeq()
        + '-'
        + Integer.toHexString(seen)
        + '"';
  }

  /** Whether an {@code If-None-Match} names the tag; weak comparison, as RFC 9110 13.1.2 says. */
  public static boolean matches(String ifNoneMatch, String tag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .map(each -> each.startsWith("W/") ? each.substring(2) : each)
        .anyMatch(each -> each.equals("*") || each.equals(tag));
  }
}
