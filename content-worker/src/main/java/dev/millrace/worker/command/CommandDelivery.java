package dev.millrace.worker.command;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.InvalidCommand;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.dispatch.MessageAttributes;
import dev.millrace.worker.intake.MessageChecks;
import dev.millrace.worker.intake.Poison;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that holds a command. */
record CommandDelivery(PubsubMessage message, ScheduledCommand command) {
  /**
   * Reads a message. Attributes need not be there; one that contradicts the document is refused,
   * since nobody can tell which of the two is meant.
   *
   * @throws Poison when no repetition can make the message work
   */
  static CommandDelivery of(PubsubMessage message) throws Poison {
    MessageChecks.check(message, ScheduledCommand.SCHEMA);
    ScheduledCommand command = decode(message);
    checkAttribute(message, ScheduledCommand.EXECUTION_KEY, command.executionKey());
    checkAttribute(message, MessageAttributes.ORGANIZATION, command.organizationId());
    return new CommandDelivery(message, command);
  }

  String key() {
    return command.executionKey();
  }

  @Nullable String traceParent() {
    Map<String, String> attributes = message.getAttributesMap();
    return attributes.get(MessageAttributes.TRACE_PARENT);
  }

  private static ScheduledCommand decode(PubsubMessage message) throws Poison {
    try {
      return ScheduledCommand.decode(message.getData().toByteArray());
    } catch (InvalidCommand invalid) {
      throw new Poison(invalid.reason());
    }
  }

  private static void checkAttribute(PubsubMessage message, String name, String said)
      throws Poison {
    if (!message.getAttributesOrDefault(name, said).equals(said)) {
      throw new Poison(
          "The attribute " + name + " contradicts the payload; leave it out, or make them equal.");
    }
  }
}
