package dev.millrace.dispatch;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Database;
import io.micronaut.gcp.GoogleCloudConfiguration;
import jakarta.inject.Singleton;

/** Publishes content requests to their topic. Safe for use by many threads. */
@Singleton
public final class RequestPublisher extends Outbox<Publication> {
  RequestPublisher(
      PublisherStub stub,
      GoogleCloudConfiguration cloud,
      DispatchConfig config,
      Database database,
      DispatchRepository repository,
      BrokerHealth health) {
    super(stub, TopicName.of(cloud.getProjectId(), config.topic()), database, repository, health);
  }

  @Override
  PubsubMessage message(Publication publication) {
    return message(
        ContentRequestCodec.SCHEMA,
        ContentRequestCodec.encode(publication.request()),
        publication.organizationId(),
        publication.dispatch(),
        publication.traceParent());
  }
}
