package dev.millrace.dispatch;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.database.Database;
import dev.millrace.run.AgentRunCodec;
import io.micronaut.gcp.GoogleCloudConfiguration;
import jakarta.inject.Singleton;

/** Publishes agent runs to their topic. Safe for use by many threads. */
@Singleton
public final class RunPublisher extends Outbox<RunPublication> {
  RunPublisher(
      PublisherStub stub,
      GoogleCloudConfiguration cloud,
      RunDispatchConfig config,
      Database database,
      RunDispatchRepository repository,
      BrokerHealth health) {
    super(stub, TopicName.of(cloud.getProjectId(), config.topic()), database, repository, health);
  }

  @Override
  PubsubMessage message(RunPublication publication) {
    return message(
        AgentRunCodec.SCHEMA,
        AgentRunCodec.encode(publication.run()),
        publication.organizationId(),
        publication.dispatch(),
        publication.traceParent());
  }
}
