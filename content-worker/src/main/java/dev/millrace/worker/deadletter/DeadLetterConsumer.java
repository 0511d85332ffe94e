package dev.millrace.worker.deadletter;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.database.Database;
import dev.millrace.dispatch.MessageAttributes;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.WorkerConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores each message of the dead-letter topic once. Pub/Sub's count of deliveries is best effort,
 * so the row is asked what the message means: a failed one has its letter already, one that still
 * waits was given up on too early and is dispatched anew.
 */
@Singleton
final class DeadLetterConsumer {
  private static final Logger logger = LoggerFactory.getLogger(DeadLetterConsumer.class);

  private final Database database;
  private final DeadLetterRepository letters;
  private final WorkerConfig config;

  DeadLetterConsumer(Database database, DeadLetterRepository letters, WorkerConfig config) {
    this.database = database;
    this.letters = letters;
    this.config = config;
  }

  /** Consumes one copy; what the database throws means that it must come again. */
  void consume(PubsubMessage copy) {
    String found = database.write(connection -> consume(connection, copy));
    logger
        .atInfo()
        .addKeyValue("event", "dead_letter.consumed")
        .addKeyValue("message_id", copy.getMessageId())
        .log("Dead letter consumed: {}", found);
  }

  private String consume(Connection connection, PubsubMessage copy) {
    if (letters.attachOwn(connection, copy)) {
      return "forwarded by a worker, letter known";
    }
    try {
      NewContentRequest request = ContentRequestCodec.decode(copy.getData().toByteArray());
      return consume(connection, copy, request);
    } catch (InvalidContentRequest invalid) {
      return store(
          connection,
          copy,
          null,
          FailureClass.INVALID_REQUEST,
          String.valueOf(invalid.getMessage()));
    }
  }

  private String consume(Connection connection, PubsubMessage copy, NewContentRequest request) {
    String organization =
        copy.getAttributesMap().containsKey(MessageAttributes.ORGANIZATION)
                || request.organizationId() == null
            ? letters.organizationOf(copy)
            : request.organizationId();
    if (request.correlationId() == null && request.id() == null) {
      return letters.attachToTwin(connection, copy)
          ? "copy of a failed request"
          : store(
              connection, copy, null, FailureClass.TRANSIENT, "Pub/Sub gave up on the message.");
    }
    String correlation = request.correlationId() == null ? "" : request.correlationId();
    Optional<DeadLetterRepository.RequestRow> row =
        letters.lockRequest(connection, request.id(), organization, correlation);
    if (row.isEmpty()) {
      return store(
          connection, copy, correlation, FailureClass.TRANSIENT, "Pub/Sub gave up on the message.");
    }
    return consume(connection, copy, organization, row.get());
  }

  private String consume(
      Connection connection,
      PubsubMessage copy,
      String organization,
      DeadLetterRepository.RequestRow row) {
    if (isOlderThan(row, copy)) {
      return "copy of an older dispatch";
    }
    return switch (row.status()) {
      case FAILED -> {
        boolean attached = letters.attachToRequest(connection, row, copy);
        yield attached ? "copy of a failed request" : "failed request without a letter";
      }
      case PENDING -> {
        letters.dispatchAnew(connection, row, organization, copy);
        yield "given up on too early, dispatched anew";
      }
      case PROCESSING -> "request is being worked on";
      case COMPLETED, CANCELLED -> "request has ended";
    };
  }

  private String store(
      Connection connection,
      PubsubMessage copy,
      @Nullable String correlation,
      FailureClass failureClass,
      String reason) {
    letters.store(
        connection,
        config.deadLetterSubscription(),
        copy,
        letters.organizationOf(copy),
        correlation,
        failureClass,
        reason);
    return "stored";
  }

  private static boolean isOlderThan(DeadLetterRepository.RequestRow row, PubsubMessage copy) {
    String dispatch = copy.getAttributesOrDefault(MessageAttributes.DISPATCH, "");
    return dispatch.matches("[1-9][0-9]{0,8}") && Integer.parseInt(dispatch) < row.dispatch();
  }
}
