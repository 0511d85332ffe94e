package dev.millrace.worker.deadletter;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.database.Database;
import dev.millrace.failure.FailureClass;
import io.micronaut.gcp.GoogleCloudConfiguration;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a message out of circulation that can never work: its letter is stored, then it is
 * published to the dead-letter topic with the reason. Only when this returns may the message be
 * acknowledged; repeating it finds the letter stored already.
 */
@Singleton
public final class PoisonForwarder {
  private static final Logger logger = LoggerFactory.getLogger(PoisonForwarder.class);
  // Documented limits of a message: 100 attributes, values of 1,024 bytes.
  private static final int MOST_ATTRIBUTES = 100;
  private static final int LONGEST_VALUE = 1_024;

  private final Database database;
  private final DeadLetterRepository letters;
  private final PublisherStub publisher;
  private final String project;

  PoisonForwarder(
      Database database,
      DeadLetterRepository letters,
      PublisherStub publisher,
      GoogleCloudConfiguration cloud) {
    this.database = database;
    this.letters = letters;
    this.publisher = publisher;
    this.project = cloud.getProjectId();
  }

  /** Stores and forwards; throws what the database or the broker threw if either is away. */
  public void forward(PubsubMessage message, DeadLetterRoute route, String reason) {
    UUID letter =
        database.write(
            connection -> letters.storePoison(connection, route.subscription(), message, reason));
    PubsubMessage copy =
        message.toBuilder()
            .clearMessageId()
            .clearPublishTime()
            .clearOrderingKey()
            .clearAttributes()
            .putAllAttributes(attributes(message, route, letter, reason))
            .build();
    publisher
        .publishCallable()
        .call(
            PublishRequest.newBuilder()
                .setTopic(TopicName.of(project, route.topic()).toString())
                .addMessages(copy)
                .build());
    logger
        .atWarn()
        .addKeyValue("event", "message.poisoned")
        .addKeyValue("message_id", message.getMessageId())
        .addKeyValue("dead_letter_id", letter)
        .log("Message can never work and is dead-lettered: {}", reason);
  }

  private static Map<String, String> attributes(
      PubsubMessage message, DeadLetterRoute route, UUID letter, String reason) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(DeadLetterAttributes.LETTER_ID, letter.toString());
    attributes.put(DeadLetterAttributes.REASON, shortened(reason));
    attributes.put(DeadLetterAttributes.ERROR_CLASS, FailureClass.INVALID_REQUEST.wireName());
    attributes.put(DeadLetterAttributes.SOURCE_MESSAGE_ID, message.getMessageId());
    attributes.put(DeadLetterAttributes.SOURCE_SUBSCRIPTION, route.subscription());
    message
        .getAttributesMap()
        .forEach(
            (name, value) -> {
              // The client adds its own under this prefix, which nobody may publish.
              if (attributes.size() < MOST_ATTRIBUTES && !name.startsWith("goog")) {
                attributes.putIfAbsent(name, value);
              }
            });
    return attributes;
  }

  private static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
      text = text.substring(0, text.length() * 9 / 10);
    }
    return text;
  }
}
