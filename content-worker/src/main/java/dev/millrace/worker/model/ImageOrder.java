package dev.millrace.worker.model;

/**
 * A picture that is wanted.
 *
 * @param prompt what it shows; it may hold a requester's text
 * @param promptVersion the version of the prompt's file
 * @param width in pixels
 * @param height in pixels
 */
public record ImageOrder(String prompt, String promptVersion, int width, int height) {
  public ImageOrder {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a picture has a width and a height");
    }
  }
}
