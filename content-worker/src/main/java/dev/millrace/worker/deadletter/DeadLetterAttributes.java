package dev.millrace.worker.deadletter;

import com.google.pubsub.v1.PubsubMessage;
import java.util.Optional;
import java.util.UUID;

/** What a message says that was forwarded to the dead-letter topic, by us or by Pub/Sub. */
final class DeadLetterAttributes {
  /** Our own: the letter's row, the reason, and where the message came from. */
  static final String LETTER_ID = "millrace_dead_letter_id";

  static final String REASON = "millrace_reason";
  static final String ERROR_CLASS = "millrace_error_class";
  static final String SOURCE_MESSAGE_ID = "millrace_source_message_id";
  static final String SOURCE_SUBSCRIPTION = "millrace_source_subscription";

  private DeadLetterAttributes() {}

  /** The letter that a message names which one of us forwarded. */
  static Optional<UUID> ownLetter(PubsubMessage copy) {
    try {
      return Optional.ofNullable(copy.getAttributesMap().get(LETTER_ID)).map(UUID::fromString);
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }
}
