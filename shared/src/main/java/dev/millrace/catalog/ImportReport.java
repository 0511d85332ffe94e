package dev.millrace.catalog;

import io.micronaut.core.annotation.Introspected;
import java.util.List;

/**
 * What an import came to.
 *
 * @param read exercises that the file holds, good and bad
 * @param refusals the first of the refused ones, at most {@link #MOST_REFUSALS}
 */
@Introspected
public record ImportReport(
    long read, long added, long changed, long unchanged, long refused, List<Refusal> refusals) {
  /** How many refusals a report tells one by one. */
  public static final int MOST_REFUSALS = 100;

  public ImportReport {
    refusals = List.copyOf(refusals);
  }

  /**
   * An exercise that was not imported.
   *
   * @param line of the file on which it begins, from 1
   * @param reason a sentence
   */
  @Introspected
  public record Refusal(long line, String reason) {}
}
