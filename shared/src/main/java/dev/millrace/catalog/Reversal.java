package dev.millrace.catalog;

import java.util.List;
import java.util.UUID;

/** What became of a change that was to be undone. */
public sealed interface Reversal {
  /**
   * It is undone.
   *
   * @param changes the entries that undid it, and what stood on it, in the order in which they were
   *     made
   */
  record Reverted(List<UUID> changes) implements Reversal {}

  /**
   * It is not.
   *
   * @param reason a sentence
   * @param standing the later changes that stand on it, the newest first
   */
  record Refused(String reason, List<UUID> standing) implements Reversal {}

  /** There is no such change. */
  record Unknown() implements Reversal {}
}
