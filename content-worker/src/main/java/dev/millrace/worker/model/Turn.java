package dev.millrace.worker.model;

/** What one side said in a conversation with a model. */
public record Turn(Speaker speaker, String text) {
  /** Who speaks. */
  public enum Speaker {
    USER,
    MODEL
  }
}
