package dev.millrace.worker.run;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.InvalidCommand;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.Organizations;
import dev.millrace.dispatch.MessageAttributes;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.run.NewAgentRun;
import dev.millrace.worker.intake.MessageChecks;
import dev.millrace.worker.intake.Poison;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a message into a delivery, or says why it can never work. A message is a run's document, or
 * a schedule's command whose payload is one.
 */
@Singleton
final class RunDecoder {
  private static final String JOB_TYPE = "agent-run";
  private static final int LONGEST_CORRELATION = 128;

  private final Organizations organizations;

  RunDecoder(Organizations organizations) {
    this.organizations = organizations;
  }

  /**
   * Decodes.
   *
   * @throws Poison when no repetition can make the message work
   */
  RunDelivery decode(PubsubMessage message) throws Poison {
    return isCommand(message) ? ofCommand(message) : ofDocument(message);
  }

  /** The command that a message carries, whether or not its payload asks for a run. */
  static Optional<ScheduledCommand> command(PubsubMessage message) {
    try {
      return isCommand(message)
          ? Optional.of(ScheduledCommand.decode(message.getData().toByteArray()))
          : Optional.empty();
    } catch (InvalidCommand invalid) {
      return Optional.empty();
    }
  }

  private static boolean isCommand(PubsubMessage message) {
    return message
        .getAttributesOrDefault(MessageAttributes.SCHEMA, "")
        .equals(ScheduledCommand.SCHEMA);
  }

  private static RunDelivery ofCommand(PubsubMessage message) throws Poison {
    MessageChecks.check(message, ScheduledCommand.SCHEMA);
    ScheduledCommand command = decodeCommand(message);
    if (!command.jobType().equals(JOB_TYPE)) {
      throw new Poison("The command is a " + command.jobType() + ", and no " + JOB_TYPE + ".");
    }
    NewAgentRun run = decodePayload(command);
    return delivery(message, run, command.organizationId(), command.executionKey(), null);
  }

  private RunDelivery ofDocument(PubsubMessage message) throws Poison {
    MessageChecks.check(message, AgentRunCodec.SCHEMA);
    NewAgentRun run = decodeRun(message.getData().toByteArray());
    return delivery(
        message,
        run,
        organization(message, run),
        correlation(message, run),
        dispatch(message, run));
  }

  private static RunDelivery delivery(
      PubsubMessage message,
      NewAgentRun run,
      String organization,
      String correlation,
      @Nullable Integer dispatch) {
    return new RunDelivery(
        message,
        run,
        organization,
        correlation,
        dispatch,
        attribute(message, MessageAttributes.TRACE_PARENT),
        UUID.randomUUID());
  }

  private static ScheduledCommand decodeCommand(PubsubMessage message) throws Poison {
    try {
      return ScheduledCommand.decode(message.getData().toByteArray());
    } catch (InvalidCommand invalid) {
      throw new Poison(invalid.reason());
    }
  }

  /** A schedule's owner may name neither the run nor its organization: the fire does. */
  private static NewAgentRun decodePayload(ScheduledCommand command) throws Poison {
    try {
      NewAgentRun run = AgentRunCodec.decode(command.payload());
      return new NewAgentRun(
          null,
          null,
          null,
          run.kind(),
          run.prompt(),
          run.shop(),
          run.parameters(),
          run.callbackUrl(),
          run.metadata());
    } catch (InvalidAgentRun invalid) {
      throw new Poison("The payload asks for no run. " + invalid.reason());
    }
  }

  private static NewAgentRun decodeRun(byte[] document) throws Poison {
    try {
      return AgentRunCodec.decode(document);
    } catch (InvalidAgentRun invalid) {
      throw new Poison(invalid.reason());
    }
  }

  private String organization(PubsubMessage message, NewAgentRun run) throws Poison {
    String organization =
        Optional.ofNullable(attribute(message, MessageAttributes.ORGANIZATION))
            .or(() -> Optional.ofNullable(run.organizationId()))
            .orElseGet(organizations::ofTheNameless);
    if (!Organizations.isValid(organization)) {
      throw new Poison("The attribute organization_id is not a valid organization.");
    }
    return organization;
  }

  private static String correlation(PubsubMessage message, NewAgentRun run) {
    String named = run.correlationId();
    if (named != null) {
      return named;
    }
    String messageId = message.getMessageId();
    return messageId.substring(0, Math.min(messageId.length(), LONGEST_CORRELATION));
  }

  /** Only our own messages name their row, and only theirs is a dispatch number to be believed. */
  private static @Nullable Integer dispatch(PubsubMessage message, NewAgentRun run) {
    String dispatch = attribute(message, MessageAttributes.DISPATCH);
    if (dispatch == null || run.id() == null || !dispatch.matches("[1-9][0-9]{0,8}")) {
      return null;
    }
    return Integer.valueOf(dispatch);
  }

  private static @Nullable String attribute(PubsubMessage message, String name) {
    return message.getAttributesMap().get(name);
  }
}
