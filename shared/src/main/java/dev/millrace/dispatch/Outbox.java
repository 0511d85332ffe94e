package dev.millrace.dispatch;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes committed rows of one table to one topic, a set in one call. Never throws for the
 * broker's sake: what could not be published is handed to the sweep, which is what makes the row
 * its own outbox.
 *
 * <p>Safe for use by many threads.
 *
 * @param <P> what is published of a row
 */
public abstract sealed class Outbox<P> permits RequestPublisher, RunPublisher {
  private static final Logger logger = LoggerFactory.getLogger(Outbox.class);
  // Documented limits of one publish request: 1,000 messages and 10 MB.
  private static final int MOST_MESSAGES = 1_000;
  private static final int MOST_BYTES = 9_000_000;

  /** An attribute over the broker's limits would have the whole set refused, time and again. */
  private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f-]{55,128}");

  private final PublisherStub stub;
  private final String topic;
  private final Database database;
  private final OutboxRepository<P> repository;
  private final BrokerHealth health;

  Outbox(
      PublisherStub stub,
      TopicName topic,
      Database database,
      OutboxRepository<P> repository,
      BrokerHealth health) {
    this.stub = stub;
    this.topic = topic.toString();
    this.database = database;
    this.repository = repository;
    this.health = health;
  }

  /** Publishes the set and answers how many of it were published. */
  public final int publish(List<P> publications) {
    int published = 0;
    for (Chunk<P> chunk : chunks(publications)) {
      if (send(chunk)) {
        published += chunk.publications.size();
      } else {
        handToSweep(chunk.publications);
      }
    }
    return published;
  }

  /** The message of a row. */
  abstract PubsubMessage message(P publication);

  /** The table that this publishes from. */
  final OutboxRepository<P> repository() {
    return repository;
  }

  /** A message with the attributes that all of ours have. */
  static PubsubMessage message(
      String schema,
      byte[] document,
      String organizationId,
      int dispatch,
      @Nullable String traceParent) {
    PubsubMessage.Builder message =
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFrom(document))
            .putAttributes(MessageAttributes.CONTENT_TYPE, "application/json")
            .putAttributes(MessageAttributes.SCHEMA, schema)
            .putAttributes(MessageAttributes.ORGANIZATION, organizationId)
            .putAttributes(MessageAttributes.DISPATCH, Integer.toString(dispatch));
    if (traceParent != null && TRACE_PARENT.matcher(traceParent).matches()) {
      message.putAttributes(MessageAttributes.TRACE_PARENT, traceParent);
    }
    return message.build();
  }

  private boolean send(Chunk<P> chunk) {
    if (!health.mayTry()) {
      return false;
    }
    try {
      stub.publishCallable()
          .call(PublishRequest.newBuilder().setTopic(topic).addAllMessages(chunk.messages).build());
      health.succeeded();
      return true;
    } catch (RuntimeException failure) {
      // Every kind of failure of the remote call has the same consequence: the sweep repeats it.
      health.failed();
      logger
          .atWarn()
          .addKeyValue("event", "publish.failed")
          .addKeyValue("count", chunk.messages.size())
          .log("Not published; the sweep will try again: {}", failure.getMessage());
      return false;
    }
  }

  private void handToSweep(List<P> unpublished) {
    try {
      database.write(connection -> repository.markUnpublished(connection, unpublished));
    } catch (DatabaseException failure) {
      logger
          .atWarn()
          .addKeyValue("event", "publish.unmarked")
          .addKeyValue("count", unpublished.size())
          .log("Unpublished rows wait for their rescue time: {}", failure.getMessage());
    }
  }

  private List<Chunk<P>> chunks(List<P> publications) {
    List<Chunk<P>> chunks = new ArrayList<>();
    Chunk<P> current = new Chunk<>();
    for (P publication : publications) {
      PubsubMessage message = message(publication);
      if (current.isFullFor(message)) {
        chunks.add(current);
        current = new Chunk<>();
      }
      current.add(publication, message);
    }
    if (!current.messages.isEmpty()) {
      chunks.add(current);
    }
    return chunks;
  }

  private static final class Chunk<P> {
    private final List<P> publications = new ArrayList<>();
    private final List<PubsubMessage> messages = new ArrayList<>();
    private long bytes;

    boolean isFullFor(PubsubMessage message) {
      return messages.size() == MOST_MESSAGES || bytes + message.getSerializedSize() > MOST_BYTES;
    }

    void add(P publication, PubsubMessage message) {
      publications.add(publication);
      messages.add(message);
      bytes += message.getSerializedSize();
    }
  }
}
