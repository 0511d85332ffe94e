package dev.millrace.scheduler.forward;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.dispatch.BrokerHealth;
import dev.millrace.dispatch.MessageAttributes;
import io.micronaut.gcp.GoogleCloudConfiguration;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes commands, a set in one call. Never throws for the broker's sake: what was not taken
 * stays in its outbox. Safe for use by many threads.
 */
@Singleton
public final class CommandPublisher {
  private static final Logger logger = LoggerFactory.getLogger(CommandPublisher.class);

  /** A payload holds up to 16 KiB, and one publication up to 10 MB. */
  private static final int MOST_MESSAGES = 500;

  private final PublisherStub stub;
  private final String project;
  private final BrokerHealth health;

  CommandPublisher(PublisherStub stub, GoogleCloudConfiguration cloud, BrokerHealth health) {
    this.stub = stub;
    this.project = cloud.getProjectId();
    this.health = health;
  }

  /** Whether a publication is worth trying now. */
  public boolean mayTry() {
    return health.mayTry();
  }

  /** Publishes commands of one topic, and answers those that the broker has not taken. */
  public List<ScheduledCommand> publish(String topic, List<ScheduledCommand> commands) {
    List<ScheduledCommand> left = new ArrayList<>();
    for (int from = 0; from < commands.size(); from += MOST_MESSAGES) {
      List<ScheduledCommand> set =
          commands.subList(from, Math.min(from + MOST_MESSAGES, commands.size()));
      if (!send(topic, set)) {
        left.addAll(set);
      }
    }
    return left;
  }

  private boolean send(String topic, List<ScheduledCommand> commands) {
    if (!health.mayTry()) {
      return false;
    }
    try {
      stub.publishCallable()
          .call(
              PublishRequest.newBuilder()
                  .setTopic(TopicName.of(project, topic).toString())
                  .addAllMessages(commands.stream().map(CommandPublisher::message).toList())
                  .build());
      health.succeeded();
      return true;
    } catch (RuntimeException failure) {
      // Every kind of failure of the remote call has the same consequence: a later tick repeats it.
      health.failed();
      logger
          .atWarn()
          .addKeyValue("event", "publish.failed")
          .addKeyValue("count", commands.size())
          .log("Commands not published; a later tick will try again: {}", failure.getMessage());
      return false;
    }
  }

  private static PubsubMessage message(ScheduledCommand command) {
    return PubsubMessage.newBuilder()
        .setData(ByteString.copyFrom(command.encode()))
        .putAttributes(MessageAttributes.CONTENT_TYPE, "application/json")
        .putAttributes(MessageAttributes.SCHEMA, ScheduledCommand.SCHEMA)
        .putAttributes(MessageAttributes.ORGANIZATION, command.organizationId())
        .putAttributes(ScheduledCommand.EXECUTION_KEY, command.executionKey())
        .build();
  }
}
