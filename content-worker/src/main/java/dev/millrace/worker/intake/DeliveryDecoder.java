package dev.millrace.worker.intake;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.content.Organizations;
import dev.millrace.dispatch.MessageAttributes;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a message into a delivery, or says why it can never work. */
@Singleton
public final class DeliveryDecoder {
  private static final int LONGEST_CORRELATION = 128;

  private final Organizations organizations;

  DeliveryDecoder(Organizations organizations) {
    this.organizations = organizations;
  }

  /**
   * Decodes.
   *
   * @throws Poison when no repetition can make the message work
   */
  public Delivery decode(PubsubMessage message) throws Poison {
    MessageChecks.check(message, ContentRequestCodec.SCHEMA);
    NewContentRequest request = decodeRequest(message);
    return new Delivery(
        message,
        request,
        organization(message, request),
        correlation(message, request),
        dispatch(message, request),
        attribute(message, MessageAttributes.TRACE_PARENT),
        UUID.randomUUID());
  }

  private static NewContentRequest decodeRequest(PubsubMessage message) throws Poison {
    try {
      return ContentRequestCodec.decode(message.getData().toByteArray());
    } catch (InvalidContentRequest invalid) {
      throw new Poison(Objects.requireNonNull(invalid.getMessage()));
    }
  }

  private String organization(PubsubMessage message, NewContentRequest request) throws Poison {
    String named = attribute(message, MessageAttributes.ORGANIZATION);
    String organization =
        Optional.ofNullable(named)
            .or(() -> Optional.ofNullable(request.organizationId()))
            .orElseGet(organizations::ofTheNameless);
    if (!Organizations.isValid(organization)) {
      throw new Poison("The attribute organization_id is not a valid organization.");
    }
    return organization;
  }

  private static String correlation(PubsubMessage message, NewContentRequest request) {
    String named = request.correlationId();
    if (named != null) {
      return named;
    }
    String messageId = message.getMessageId();
    return messageId.substring(0, Math.min(messageId.length(), LONGEST_CORRELATION));
  }

  /** Only our own messages name their row, and only theirs is a dispatch number to be believed. */
  private static @Nullable Integer dispatch(PubsubMessage message, NewContentRequest request) {
    String dispatch = attribute(message, MessageAttributes.DISPATCH);
    if (dispatch == null || request.id() == null || !dispatch.matches("[1-9][0-9]{0,8}")) {
      return null;
    }
    return Integer.valueOf(dispatch);
  }

  private static @Nullable String attribute(PubsubMessage message, String name) {
    return message.getAttributesMap().get(name);
  }
}
