package dev.millrace.worker.model;

/** What a model answered, and the tokens that its provider counted. */
public record Completion(String text, long inputTokens, long outputTokens) {
  public Completion {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException("tokens are never negative");
    }
  }
}
