package dev.millrace.worker.intake;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.dispatch.MessageAttributes;

/** What holds for every message, whatever it asks for. */
public final class MessageChecks {
  private static final int LARGEST_PAYLOAD = 256 * 1024;

  private MessageChecks() {}

  /**
   * Checks the payload's size, and that the message is of this schema or names none.
   *
   * @throws Poison when it is not
   */
  public static void check(PubsubMessage message, String schema) throws Poison {
    checkSize(message);
    checkSchema(message, schema);
  }

  private static void checkSize(PubsubMessage message) throws Poison {
    if (message.getData().isEmpty()) {
      throw new Poison("The message has no payload; it must be a JSON object.");
    }
    if (message.getData().size() > LARGEST_PAYLOAD) {
      throw new Poison(
          "The payload has "
              + message.getData().size()
              + " bytes; at most "
              + LARGEST_PAYLOAD
              + " are allowed.");
    }
  }

  private static void checkSchema(PubsubMessage message, String schema) throws Poison {
    String named = message.getAttributesOrDefault(MessageAttributes.SCHEMA, schema);
    if (!named.equals(schema)) {
      throw new Poison("The schema " + named + " is unknown; this worker reads " + schema + ".");
    }
  }
}
