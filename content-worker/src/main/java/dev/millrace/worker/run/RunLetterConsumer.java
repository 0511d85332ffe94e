package dev.millrace.worker.run;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.database.Database;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.deadletter.DeadLetterRepository;
import dev.millrace.worker.intake.Poison;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores each message of the runs' dead-letter topic once. Pub/Sub's count of deliveries is best
 * effort, so the row is asked what the message means: a failed one has its letter already, one that
 * still waits was given up on too early and is dispatched anew.
 */
@Singleton
final class RunLetterConsumer {
  private static final Logger logger = LoggerFactory.getLogger(RunLetterConsumer.class);

  private final Database database;
  private final DeadLetterRepository letters;
  private final RunLetterRepository rows;
  private final RunDecoder decoder;
  private final RunConfig config;

  RunLetterConsumer(
      Database database,
      DeadLetterRepository letters,
      RunLetterRepository rows,
      RunDecoder decoder,
      RunConfig config) {
    this.database = database;
    this.letters = letters;
    this.rows = rows;
    this.decoder = decoder;
    this.config = config;
  }

  /** Consumes one copy; what the database throws means that it must come again. */
  void consume(PubsubMessage copy) {
    String found = database.write(connection -> consume(connection, copy));
    logger
        .atInfo()
        .addKeyValue("event", "dead_letter.consumed")
        .addKeyValue("message_id", copy.getMessageId())
        .log("Dead letter of a run consumed: {}", found);
  }

  private String consume(Connection connection, PubsubMessage copy) {
    if (letters.attachOwn(connection, copy)) {
      return "forwarded by a worker, letter known";
    }
    try {
      return consume(connection, decoder.decode(copy));
    } catch (Poison poison) {
      letters.storePoison(connection, config.deadLetterSubscription(), copy, poison.reason());
      return "stored";
    }
  }

  private String consume(Connection connection, RunDelivery copy) {
    Optional<RunLetterRepository.Row> found = rows.lock(connection, copy);
    if (found.isEmpty()) {
      return store(connection, copy);
    }
    RunLetterRepository.Row row = found.get();
    if (copy.dispatch() != null && copy.dispatch() < row.dispatch()) {
      return "copy of an older dispatch";
    }
    return switch (row.status()) {
      case FAILED ->
          rows.attach(connection, row, copy)
              ? "copy of a failed run"
              : "failed run without a letter";
      case PENDING -> {
        rows.dispatchAnew(connection, row, copy);
        yield "given up on too early, dispatched anew";
      }
      case PROCESSING -> "run is being worked on";
      case COMPLETED, CANCELLED -> "run has ended";
    };
  }

  /** A foreign message without a correlation id has another message id than its row goes by. */
  private String store(Connection connection, RunDelivery copy) {
    if (rows.attachToTwin(connection, copy)) {
      return "copy of a failed run";
    }
    letters.store(
        connection,
        config.deadLetterSubscription(),
        copy.message(),
        copy.organizationId(),
        copy.correlationId(),
        FailureClass.TRANSIENT,
        "Pub/Sub gave up on the message.");
    return "stored";
  }
}
