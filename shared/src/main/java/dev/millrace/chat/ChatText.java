package dev.millrace.chat;

import dev.millrace.content.RequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Words for Google Chat. Its text is plain but for some marks: see <a
 * href="https://developers.google.com/workspace/chat/format-messages">its documentation</a>.
 */
public final class ChatText {
  /** Chat takes 4,096 characters, which it counts as Java does. */
  private static final int LONGEST = 4_096;

  private ChatText() {}

  /**
   * What a run that has ended says.
   *
   * @param reply what it has made; null when it has made nothing
   * @param errorClass of a failed one
   */
  static String of(RequestStatus status, @Nullable String reply, @Nullable String errorClass) {
    return switch (status) {
      case COMPLETED ->
          reply == null || reply.isBlank()
              ? "I have found nothing to say to that."
              : fit(reply.strip());
      case FAILED ->
          "I could not answer that, and have given up ("
              + errorClass
              + "). Please ask again later.";
      case CANCELLED -> "That question was cancelled.";
      case PENDING, PROCESSING ->
          throw new IllegalArgumentException("A run that goes on has no answer yet");
    };
  }

  /**
   * Text of a model as it may be posted: short enough, and without the angle brackets by which Chat
   * would call people or hide where a link leads.
   */
  static String fit(String text) {
    String plain = text.replace('<', '‹').replace('>', '›');
    if (plain.length() <= LONGEST) {
      return plain;
    }
    int end = LONGEST - 1;
    return plain.substring(0, Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}
