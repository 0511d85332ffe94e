package dev.millrace.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.database.Database;
import dev.millrace.local.pubsub.Faults.Refused;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.gcp.GoogleCloudConfiguration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestPublisherTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final MigratedDatabase database = MigratedDatabase.create();
  private final TestBroker broker = TestBroker.start();
  private final ApplicationContext context = context("1m");
  private final RequestPublisher publisher = context.getBean(RequestPublisher.class);

  @AfterEach
  void close() {
    context.close();
    broker.close();
    database.close();
  }

  @Test
  void moreThanOneCallMayCarryIsPublishedInSeveral() {
    List<Publication> many =
        IntStream.range(0, 2500).mapToObj(number -> publication(UUID.randomUUID(), null)).toList();

    assertThat(publisher.publish(many)).isEqualTo(2500);
    assertThat(broker.drain(TestBroker.CONTENT)).hasSize(2500);
  }

  @Test
  void moreBytesThanOneCallMayCarryArePublishedInSeveral() {
    Publication large =
        new Publication(
            UUID.randomUUID(),
            1,
            Intakes.ORGANIZATION,
            ContentRequestJson.valid().with("x", "x".repeat(16_000)).decoded(),
            null);

    assertThat(publisher.publish(IntStream.range(0, 900).mapToObj(number -> large).toList()))
        .isEqualTo(900);
    assertThat(broker.drain(TestBroker.CONTENT)).hasSize(900);
  }

  @Test
  void theTraceTravelsAlongAndRubbishDoesNot() {
    publisher.publish(
        List.of(
            publication(UUID.randomUUID(), TRACE),
            publication(UUID.randomUUID(), "x".repeat(5000)),
            publication(UUID.randomUUID(), null)));

    assertThat(broker.drain(TestBroker.CONTENT))
        .extracting(message -> message.getAttributesOrDefault(MessageAttributes.TRACE_PARENT, ""))
        .containsExactlyInAnyOrder(TRACE, "", "");
  }

  @Test
  void whatIsRefusedIsDueForTheSweepAndTheNextIsNotEvenTried() {
    UUID first = ContentRequestRows.pending(database);
    UUID second = ContentRequestRows.pending(database);
    broker.broker().faults().refuse(Refused.PUBLISH);

    try (ApplicationContext hasty = context("100ms")) {
      RequestPublisher unlucky = atRestForEver(hasty);
      assertThat(unlucky.publish(List.of(publication(first, null)))).isZero();
      broker.broker().faults().clear();
      assertThat(unlucky.publish(List.of(publication(second, null)))).isZero();
    }

    assertThat(
            database.number(
                "SELECT count(*) FROM content_requests WHERE published_at IS NULL AND next_publish_at <= now()"))
        .isEqualTo(2);
    assertThat(broker.drain(TestBroker.CONTENT)).extracting(PubsubMessage::getData).isEmpty();
  }

  private ApplicationContext context(String publishTimeout) {
    Map<String, Object> properties = new HashMap<>(broker.properties());
    properties.put("millrace.dispatch.publish-timeout", publishTimeout);
    return database.context(properties);
  }

  /** For this one the broker's rest never ends, once it began. */
  private static RequestPublisher atRestForEver(ApplicationContext context) {
    return new RequestPublisher(
        context.getBean(PublisherStub.class),
        context.getBean(GoogleCloudConfiguration.class),
        context.getBean(DispatchConfig.class),
        context.getBean(Database.class),
        context.getBean(DispatchRepository.class),
        new BrokerHealth(() -> 0));
  }

  private static Publication publication(UUID id, @Nullable String traceParent) {
    return new Publication(id, 1, Intakes.ORGANIZATION, Intakes.fresh().request(), traceParent);
  }
}
