package dev.millrace.worker.command;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.database.Database;
import dev.millrace.worker.deadletter.DeadLetterRepository;
import dev.millrace.worker.intake.Poison;
import jakarta.inject.Singleton;
import java.sql.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores each message of the commands' dead-letter topic once. Pub/Sub gives up by its own count: a
 * command that has not ended by then ends here, and is not tried again, since what makes a worker
 * die would come back for ever.
 */
@Singleton
final class CommandLetterConsumer {
  private static final Logger logger = LoggerFactory.getLogger(CommandLetterConsumer.class);

  private final Database database;
  private final DeadLetterRepository letters;
  private final InboxRepository inbox;
  private final CommandEnds ends;
  private final CommandConfig config;

  CommandLetterConsumer(
      Database database,
      DeadLetterRepository letters,
      InboxRepository inbox,
      CommandEnds ends,
      CommandConfig config) {
    this.database = database;
    this.letters = letters;
    this.inbox = inbox;
    this.ends = ends;
    this.config = config;
  }

  /** Consumes one copy; what the database throws means that it must come again. */
  void consume(PubsubMessage copy) {
    String found = database.write(connection -> consume(connection, copy));
    logger
        .atInfo()
        .addKeyValue("event", "dead_letter.consumed")
        .addKeyValue("message_id", copy.getMessageId())
        .log("Dead letter of a command consumed: {}", found);
  }

  private String consume(Connection connection, PubsubMessage copy) {
    if (letters.attachOwn(connection, copy)) {
      return "forwarded by a worker, letter known";
    }
    try {
      return consume(connection, CommandDelivery.of(copy));
    } catch (Poison poison) {
      letters.storePoison(connection, config.deadLetterSubscription(), copy, poison.reason());
      return "stored";
    }
  }

  private String consume(Connection connection, CommandDelivery copy) {
    return inbox
        .take(connection, copy)
        .map(taken -> giveUp(connection, copy, taken))
        .orElseGet(() -> attach(connection, copy));
  }

  private String giveUp(Connection connection, CommandDelivery copy, InboxRepository.Taken taken) {
    String error = taken.error();
    ends.giveUp(
        connection,
        copy,
        config.deadLetterSubscription(),
        error == null
            ? "Pub/Sub gave up on the command before it could be carried out."
            : "Pub/Sub gave up on the command, which had failed: " + error);
    return "command had not ended; it has failed";
  }

  private String attach(Connection connection, CommandDelivery copy) {
    boolean attached =
        inbox
            .ended(connection, copy.key())
            .filter(
                ended ->
                    ended.letter() != null
                        && letters.attachById(connection, ended.letter(), copy.message()))
            .isPresent();
    return attached ? "copy of a failed command" : "command has ended";
  }
}
