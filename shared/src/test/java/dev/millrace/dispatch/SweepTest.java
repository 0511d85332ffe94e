package dev.millrace.dispatch;

import static dev.millrace.testing.SqlAssertions.assertEventsAreGapless;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.database.Database;
import dev.millrace.local.pubsub.Faults.Refused;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.gcp.GoogleCloudConfiguration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final TestBroker BROKER = TestBroker.start();
  private static final ApplicationContext CONTEXT = DATABASE.context(BROKER.properties());

  // The broker's rest lasts until a test says that it is over.
  private final AtomicLong clock = new AtomicLong();
  private final Sweep sweep = sweep(new BrokerHealth(clock::get));

  /** The first call of a process takes longer than any other, perhaps longer than it may. */
  @BeforeAll
  static void connect() {
    ContentRequestRows.unpublished(DATABASE);
    await().until(() -> sweep(new BrokerHealth()).run().published() == 1);
  }

  @BeforeEach
  void startClean() {
    DATABASE.clear();
    BROKER.broker().faults().clear();
    // What an earlier test left behind is not this one's.
    var _ = received();
  }

  @AfterEach
  void everyEventIsThere() {
    assertEventsAreGapless(DATABASE);
  }

  @AfterAll
  static void close() {
    CONTEXT.close();
    BROKER.close();
    DATABASE.close();
  }

  @Test
  void whatWasNeverPublishedIsPublishedUnderTheNextDispatch() throws InvalidContentRequest {
    UUID id = ContentRequestRows.unpublished(DATABASE);

    assertThat(sweep.run()).isEqualTo(new Sweep.Result(0, 1));

    PubsubMessage message = received().getFirst();
    NewContentRequest document = ContentRequestCodec.decode(message.getData().toByteArray());
    assertThat(document.id()).isEqualTo(id);
    assertThat(document.correlationId()).isEqualTo(id.toString());
    assertThat(message.getAttributesMap())
        .isEqualTo(
            Map.of(
                MessageAttributes.CONTENT_TYPE, "application/json",
                MessageAttributes.SCHEMA, "content-request.v1",
                MessageAttributes.ORGANIZATION, "test-organization",
                MessageAttributes.DISPATCH, "2"));
    assertThat(dispatch(id)).isEqualTo(2);
    assertThat(sweep.run()).isEqualTo(new Sweep.Result(0, 0));
  }

  @Test
  void whatWaitsForItsTimeIsLeftAlone() {
    UUID id = ContentRequestRows.unpublished(DATABASE);
    set(id, "next_publish_at = now() + interval '1 minute', wait_reason = 'not_before'");

    assertThat(sweep.run().published()).isZero();

    set(id, "next_publish_at = now()");
    assertThat(sweep.run().published()).isEqualTo(1);
    assertThat(DATABASE.number("SELECT count(*) FROM content_requests WHERE wait_reason IS NULL"))
        .isEqualTo(1);
    received();
  }

  @Test
  void whatIsPublishedAndNotOvertakenIsLeftAloneHoweverOld() {
    UUID id = published("10 minutes");
    worker("20 minutes", "NULL");

    assertThat(sweep.run().published()).isZero();
    assertThat(dispatch(id)).isEqualTo(1);
  }

  @Test
  void withoutAnyWorkerNothingCountsAsLost() {
    published("10 minutes");

    assertThat(sweep.run().published()).isZero();
  }

  @Test
  void whatAYoungerClaimOvertookIsPublishedAnew() {
    UUID overtaken = published("10 minutes");
    UUID youngest = published("1 minute");
    worker("5 minutes", "NULL");

    assertThat(sweep.run().published()).isEqualTo(1);

    assertThat(dispatch(overtaken)).isEqualTo(2);
    assertThat(dispatch(youngest)).isEqualTo(1);
    assertThat(received()).hasSize(1);
  }

  @Test
  void whatIsNotYetDueIsNotPublishedThoughOvertaken() {
    UUID id = published("10 seconds");
    set(id, "next_publish_at = now() + interval '50 seconds'");
    worker("1 second", "NULL");

    assertThat(sweep.run().published()).isZero();
  }

  @Test
  void anIdleWorkerMeansThatWhatIsOutIsLost() {
    published("2 minutes");
    worker("10 minutes", "now() - interval '61 seconds'");

    assertThat(sweep.run().published()).isEqualTo(1);
    received();
  }

  @Test
  void aWorkerThatHasNotBeenIdleForLongProvesNothing() {
    published("2 minutes");
    worker("10 minutes", "now() - interval '50 seconds'");

    assertThat(sweep.run().published()).isZero();
  }

  @Test
  void anIdleWorkerThatDiedProvesNothing() {
    published("2 minutes");
    worker("10 minutes", "now() - interval '61 seconds'");
    DATABASE.execute("UPDATE service_heartbeats SET seen_at = now() - interval '11 seconds'");

    assertThat(sweep.run().published()).isZero();
  }

  @Test
  void theWaitDoublesWithEveryPublicationThatNobodyClaims() {
    UUID id = published("2 minutes");
    worker("10 minutes", "now() - interval '61 seconds'");

    for (long wait : new long[] {60, 120, 240, 480, 960, 1920, 3840, 3840}) {
      assertThat(sweep.run().published()).isEqualTo(1);
      assertThat(
              DATABASE.number(
                  "SELECT extract(epoch FROM next_publish_at - published_at) FROM content_requests WHERE id = ?",
                  id))
          .isEqualTo(wait);
      assertThat(sweep.run().published()).isZero();
      set(id, "next_publish_at = now()");
    }
    assertThat(received()).hasSize(8);
  }

  @Test
  void whatTheBrokerRefusesIsDueAgainAndOneRowAtATimeTriesIt() {
    for (int row = 0; row < 20; row++) {
      ContentRequestRows.unpublished(DATABASE);
    }
    BROKER.broker().faults().refuse(Refused.PUBLISH);

    assertThat(sweep.run().published()).isZero();
    assertThat(sweep.run().published()).as("while the broker rests").isZero();
    assertThat(count("published_at IS NULL AND next_publish_at <= now()")).isEqualTo(20);
    assertThat(DATABASE.number("SELECT sum(dispatch) FROM content_requests")).isEqualTo(40);

    clock.addAndGet(BrokerHealth.REST);
    sweep.run();
    assertThat(DATABASE.number("SELECT sum(dispatch) FROM content_requests")).isEqualTo(41);
    BROKER.broker().faults().clear();

    clock.addAndGet(BrokerHealth.REST);
    assertThat(sweep.run().published()).isEqualTo(20);
    assertThat(received()).hasSize(20);
    assertThat(count("published_at IS NOT NULL")).isEqualTo(20);
  }

  @Test
  void aBrokerThatCannotBeReachedLosesNothing() {
    UUID id = ContentRequestRows.unpublished(DATABASE);
    BROKER.broker().stop();
    try {
      assertThat(sweep.run().published()).isZero();
      assertThat(count("published_at IS NULL AND next_publish_at <= now()")).isEqualTo(1);
    } finally {
      BROKER.broker().restart();
    }

    await().until(() -> sweepAfterARest() == 1);
    assertThat(received())
        .extracting(message -> message.getAttributesOrThrow(MessageAttributes.DISPATCH))
        .containsExactly(Integer.toString(dispatch(id)));
  }

  @Test
  void aFailedPublicationDoesNotUndoWhatHappenedSince() {
    UUID claimed = ContentRequestRows.processing(DATABASE);
    UUID swept = ContentRequestRows.pending(DATABASE);
    set(swept, "dispatch = 2");
    DispatchRepository repository = CONTEXT.getBean(DispatchRepository.class);
    List<Publication> late =
        DATABASE
            .list("SELECT id FROM content_requests", row -> row.getObject("id", UUID.class))
            .stream()
            .map(id -> new Publication(id, 1, "test-organization", Intakes.fresh().request(), null))
            .toList();

    int marked =
        DATABASE.database().write(connection -> repository.markUnpublished(connection, late));

    assertThat(marked).isZero();
    assertThat(DATABASE.status(claimed)).isEqualTo("processing");
  }

  @Test
  void manySweepsAtOnceNeverPublishARowTwice() {
    DATABASE.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at)
        SELECT gen_random_uuid(), 'o', n::text, 's', 't', 'g', 'lesson', now() FROM generate_series(1, 3000) n
        """);
    AtomicInteger published = new AtomicInteger();
    try (ExecutorService sweeps = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int each = 0; each < 4; each++) {
        sweeps.execute(() -> published.addAndGet(sweep.run().published()));
      }
    }

    assertThat(published).hasValue(3000);
    assertThat(count("dispatch = 2 AND published_at IS NOT NULL")).isEqualTo(3000);
    assertThat(received()).hasSize(3000).extracting(PubsubMessage::getData).doesNotHaveDuplicates();
  }

  @Test
  void anEndedLeaseIsChargedAndItsRowPublishedAnew() {
    UUID id = ContentRequestRows.processing(DATABASE);
    set(id, "lease_until = now() - interval '1 second'");

    assertThat(sweep.run()).isEqualTo(new Sweep.Result(1, 1));

    assertThat(DATABASE.status(id)).isEqualTo("pending");
    assertThat(
            DATABASE.number(
                "SELECT count(*) FROM content_requests WHERE retry_count = 1 AND error_class = 'outcome_unknown'"))
        .isEqualTo(1);
    assertThat(DATABASE.events(id)).containsExactly("accepted", "started", "lease_expired");
    assertThat(dispatch(id)).isEqualTo(2);
    assertThat(DATABASE.count("dead_letters")).isZero();
    received();
  }

  @Test
  void aLeaseThatHoldsIsLeftAlone() {
    UUID id = ContentRequestRows.processing(DATABASE);

    assertThat(sweep.run()).isEqualTo(new Sweep.Result(0, 0));
    assertThat(DATABASE.status(id)).isEqualTo("processing");
  }

  @Test
  void theLastAttemptEndsInOneDeadLetterHoweverManySweepsSeeIt() throws InvalidContentRequest {
    UUID id = ContentRequestRows.processing(DATABASE);
    set(id, "lease_until = now() - interval '1 second', retry_count = 4");
    AtomicInteger freed = new AtomicInteger();
    try (ExecutorService sweeps = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int each = 0; each < 8; each++) {
        sweeps.execute(() -> freed.addAndGet(sweep.run().freed()));
      }
    }

    assertThat(freed).hasValue(1);
    assertThat(DATABASE.status(id)).isEqualTo("failed");
    assertThat(DATABASE.events(id)).containsExactly("accepted", "started", "failed");
    assertThat(DATABASE.count("dead_letters")).isEqualTo(1);
    byte[] payload =
        DATABASE
            .first("SELECT payload FROM dead_letters", row -> row.getBytes("payload"))
            .orElseThrow();
    assertThat(ContentRequestCodec.decode(payload).id()).isEqualTo(id);
    assertThat(
            DATABASE.number(
                """
                SELECT count(*) FROM dead_letters d JOIN content_requests r ON r.id = d.request_id
                WHERE d.dispatch = r.dispatch AND d.fingerprint = r.error_fingerprint AND d.payload_bytes = ?
                """,
                payload.length))
        .isEqualTo(1);
  }

  @Test
  void whereTheUnknownMustNotBeRepeatedALeaseThatEndedDuringAPaidCallFailsAtOnce() {
    UUID paid = ContentRequestRows.processing(DATABASE);
    UUID idle = ContentRequestRows.processing(DATABASE);
    set(paid, "lease_until = now() - interval '1 second'");
    set(idle, "lease_until = now() - interval '1 second'");
    inFlight(paid);

    try (ApplicationContext strict =
        DATABASE.context(Map.of("millrace.dispatch.on-unknown", "FAIL"))) {
      DispatchRepository repository = strict.getBean(DispatchRepository.class);
      List<OutboxRepository.FreedLease> freed =
          DATABASE.database().write(repository::freeEndedLeases);
      assertThat(freed).hasSize(2);
    }

    assertThat(DATABASE.status(paid)).isEqualTo("failed");
    assertThat(DATABASE.status(idle)).isEqualTo("pending");
    assertThat(DATABASE.count("dead_letters")).isEqualTo(1);
    assertThat(DATABASE.text("SELECT state FROM provider_calls")).isEqualTo("unknown");
  }

  @Test
  void aPaidCallThatWasInFlightIsRepeatedOnceAndNoMore() {
    UUID id = ContentRequestRows.processing(DATABASE);
    set(id, "lease_until = now() - interval '1 second'");
    inFlight(id);

    assertThat(sweep.run().freed()).isEqualTo(1);

    assertThat(DATABASE.status(id)).isEqualTo("pending");
    set(
        id,
        """
        status = 'processing', lease_token = gen_random_uuid(), lease_owner = 'w',
        lease_until = now() - interval '1 second', next_publish_at = now()
        """);
    inFlight(id);

    assertThat(sweep.run().freed()).isEqualTo(1);

    assertThat(DATABASE.status(id)).isEqualTo("failed");
    assertThat(DATABASE.number("SELECT count(*) FROM provider_calls WHERE state = 'unknown'"))
        .isEqualTo(2);
    received();
  }

  @Test
  void aRunsPaidCallThatWasInFlightIsRepeatedOnceAndItsEndIsTold() {
    UUID run = UUID.randomUUID();
    DATABASE.execute(
        """
        INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, callback_url, next_publish_at)
        VALUES (?, 'o', 'run', 'text', 'p', 'https://example.com/', now())
        """,
        run);
    for (String status : List.of("pending", "failed")) {
      loseRun(run);

      DATABASE.database().write(CONTEXT.getBean(RunDispatchRepository.class)::freeEndedLeases);

      assertThat(DATABASE.text("SELECT status FROM agent_runs")).isEqualTo(status);
    }

    assertThat(DATABASE.number("SELECT count(*) FROM provider_calls WHERE state = 'unknown'"))
        .isEqualTo(2);
    assertThat(DATABASE.text("SELECT event_type FROM webhook_deliveries"))
        .isEqualTo("agent_run.failed");
  }

  @Test
  void aRunThatWasLostBetweenItsCallsGoesOnEvenWhereTheUnknownMustNotBeRepeated() {
    UUID run = UUID.randomUUID();
    DATABASE.execute(
        """
        INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, next_publish_at)
        VALUES (?, 'o', 'run', 'text', 'p', now())
        """,
        run);
    loseRun(run);
    DATABASE.execute(
        "UPDATE provider_calls SET state = 'succeeded', latency_ms = 1, ended_at = now()");

    try (ApplicationContext strict =
        DATABASE.context(Map.of("millrace.dispatch.on-unknown", "FAIL"))) {
      DATABASE.database().write(strict.getBean(RunDispatchRepository.class)::freeEndedLeases);
    }

    assertThat(DATABASE.text("SELECT status FROM agent_runs")).isEqualTo("pending");
  }

  /** A worker died in the middle of a call. */
  private static void loseRun(UUID run) {
    DATABASE.execute(
        """
        UPDATE agent_runs
        SET status = 'processing', stage = 'plan', started_at = now(), lease_token = gen_random_uuid(),
            lease_owner = 'w', lease_until = now() - interval '1 second', next_publish_at = now()
        WHERE id = ?
        """,
        run);
    DATABASE.execute(
        """
        INSERT INTO provider_calls
          (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
           prompt_version, work_hash, state, spent_on)
        SELECT gen_random_uuid(), organization_id, 'agent_run', id, lease_token, 'plan', retry_count + 1, 'p',
               'm', 'run-plan', '1', sha256('work'), 'dispatched', current_date
        FROM agent_runs WHERE id = ?
        """,
        run);
  }

  private static void inFlight(UUID request) {
    DATABASE.execute(
        """
        INSERT INTO provider_calls
          (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
           prompt_version, work_hash, state, spent_on)
        SELECT gen_random_uuid(), organization_id, 'content_request', id, lease_token, 'content', retry_count + 1, 'p',
               'm', 'content-lesson', '1', sha256('work'), 'dispatched', current_date
        FROM content_requests WHERE id = ?
        """,
        request);
  }

  private static List<PubsubMessage> received() {
    return BROKER.drain(TestBroker.CONTENT);
  }

  private static UUID published(String age) {
    UUID id = ContentRequestRows.pending(DATABASE);
    set(id, "published_at = now() - interval '%s', next_publish_at = now()".formatted(age));
    return id;
  }

  /** One that outlives its test, however long that takes. */
  private static void worker(String newestClaimAge, String idleSince) {
    DATABASE.execute(
        """
        INSERT INTO service_heartbeats
          (instance_id, service, version, newest_claim_published_at, idle_since, seen_at)
        VALUES ('worker-1', 'content-worker', '1', now() - interval '%s', %s, now() + interval '1 minute')
        """
            .formatted(newestClaimAge, idleSince));
  }

  private static void set(UUID id, String change) {
    assertThat(DATABASE.execute("UPDATE content_requests SET " + change + " WHERE id = ?", id))
        .isEqualTo(1);
  }

  private static long count(String condition) {
    return DATABASE.number("SELECT count(*) FROM content_requests WHERE " + condition);
  }

  private static int dispatch(UUID id) {
    return (int) DATABASE.number("SELECT dispatch FROM content_requests WHERE id = ?", id);
  }

  private int sweepAfterARest() {
    clock.addAndGet(BrokerHealth.REST);
    return sweep.run().published();
  }

  private static Sweep sweep(BrokerHealth health) {
    Database database = CONTEXT.getBean(Database.class);
    DispatchRepository repository = CONTEXT.getBean(DispatchRepository.class);
    DispatchConfig config = CONTEXT.getBean(DispatchConfig.class);
    RequestPublisher publisher =
        new RequestPublisher(
            CONTEXT.getBean(PublisherStub.class),
            CONTEXT.getBean(GoogleCloudConfiguration.class),
            config,
            database,
            repository,
            health);
    Release release =
        new Release(database, CONTEXT.getBean(PlaceRepository.class), publisher, config, health);
    return new Sweep(database, List.of(publisher), config, health, release);
  }
}
