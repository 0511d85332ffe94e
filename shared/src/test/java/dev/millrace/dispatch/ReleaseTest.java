package dev.millrace.dispatch;

import static dev.millrace.testing.SqlAssertions.assertEventsAreGapless;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.cloud.pubsub.v1.stub.PublisherStub;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.callback.Callbacks;
import dev.millrace.content.Organizations;
import dev.millrace.database.Database;
import dev.millrace.local.pubsub.Faults.Refused;
import dev.millrace.providercall.LostCalls;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import dev.millrace.testing.TestBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.gcp.GoogleCloudConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for its organization's limit is published in its turn, and never waits for ever. */
class ReleaseTest {
  private static final int LIMIT = 10;
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final TestBroker BROKER = TestBroker.start();
  private static final ApplicationContext CONTEXT = DATABASE.context(BROKER.properties());

  private final Instance instance = new Instance(LIMIT, 500);

  @BeforeEach
  void startClean() {
    DATABASE.clear();
    BROKER.broker().faults().clear();
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
  void theOldestTakeThePlacesThatAreFree() {
    inFlight("acme", 7);
    waiting("acme", 5);

    assertThat(instance.release.run()).isEqualTo(3);

    assertThat(published()).containsExactlyInAnyOrder("acme-1", "acme-2", "acme-3");
    assertThat(received())
        .hasSize(3)
        .extracting(message -> message.getAttributesOrThrow(MessageAttributes.DISPATCH))
        .containsOnly("2");
    assertThat(instance.release.run()).isZero();
  }

  @Test
  void organizationsTakeTurns() {
    waiting("acme", 6);
    waiting("bolt", 6);
    waiting("cash", 1);

    List<Publication> first =
        DATABASE.database().write(connection -> instance.places.release(connection, 5));

    assertThat(first)
        .extracting(publication -> publication.request().correlationId())
        .containsExactlyInAnyOrder("acme-1", "acme-2", "bolt-1", "bolt-2", "cash-1");
  }

  @Test
  void whoReleasesAtTheSameTimeGivesNoPlaceAwayTwice() {
    waiting("acme", 100);
    AtomicInteger published = new AtomicInteger();
    try (ExecutorService instances = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int each = 0; each < 6; each++) {
        instances.execute(() -> published.addAndGet(instance.release.run()));
      }
    }

    assertThat(published).hasValue(LIMIT);
    assertThat(published()).hasSize(LIMIT);
  }

  @Test
  void whatIsMoreThanOneSetIsReleasedInOneRun() {
    waiting("acme", LIMIT);

    assertThat(new Instance(LIMIT, 3).release.run()).isEqualTo(LIMIT);
  }

  @Test
  void whoeverEndsMakesRoomHoweverItEnds() {
    inFlight("acme", LIMIT);
    waiting("acme", 4);
    assertThat(instance.sweep()).isZero();

    DATABASE.execute(
        """
        UPDATE content_requests SET status = 'cancelled', cancelled_at = now(), next_publish_at = NULL
        WHERE correlation_id IN ('flying-acme-1', 'flying-acme-2')
        """);

    assertThat(instance.sweep()).isEqualTo(2);
  }

  @Test
  void whatIsCancelledWhileItWaitsIsNotReleased() {
    waiting("acme", 2);
    DATABASE.execute(
        """
        UPDATE content_requests
        SET status = 'cancelled', cancelled_at = now(), wait_reason = NULL
        WHERE correlation_id = 'acme-1'
        """);

    assertThat(instance.sweep()).isEqualTo(1);
    assertThat(published()).containsExactly("acme-2");
  }

  @Test
  void aHigherLimitReleasesMoreAndALowerOneNobodyUntilThereIsRoom() {
    inFlight("acme", LIMIT);
    waiting("acme", 20);
    Instance higher = new Instance(LIMIT + 5, 500);
    Instance lower = new Instance(LIMIT - 5, 500);

    assertThat(lower.sweep()).isZero();
    assertThat(higher.sweep()).isEqualTo(5);
    assertThat(lower.sweep()).isZero();
    assertThat(instance.sweep()).isZero();
  }

  @Test
  void withoutALimitAllAreReleased() {
    inFlight("acme", LIMIT);
    waiting("acme", 20);

    assertThat(new Instance(0, 7).sweep()).isEqualTo(20);
  }

  @Test
  void whatWaitedForItsTimeWaitsForAPlaceThen() {
    inFlight("acme", LIMIT - 1);
    waiting("acme", 3);
    DATABASE.execute(
        """
        UPDATE content_requests
        SET wait_reason = 'not_before', not_before = now(), next_publish_at = now()
        WHERE wait_reason = 'organization_limit'
        """);

    assertThat(instance.sweep()).isEqualTo(1);

    assertThat(published()).containsExactly("acme-1");
    assertThat(count("wait_reason = 'organization_limit' AND dispatch = 1")).isEqualTo(2);
    assertThat(new Instance(0, 500).sweep()).isEqualTo(2);
  }

  @Test
  void aWorkerThatDiedKeepsNoPlaceForEver() {
    inFlight("acme", LIMIT);
    waiting("acme", 1);
    DATABASE.execute(
        """
        UPDATE content_requests
        SET status = 'processing', started_at = now(), lease_token = gen_random_uuid(), lease_owner = 'dead',
            lease_until = now() - interval '1 second', next_publish_at = now(), retry_count = max_attempts - 1
        WHERE correlation_id = 'flying-acme-1'
        """);

    assertThat(instance.sweep()).as("its row failed, and made room").isEqualTo(1);
    assertThat(published()).containsExactly("acme-1");
  }

  @Test
  void whatTheBrokerRefusesKeepsItsPlaceAndTheOthersWait() {
    waiting("acme", LIMIT + 5);
    BROKER.broker().faults().refuse(Refused.PUBLISH);

    assertThat(instance.release.run()).isZero();

    assertThat(count("wait_reason IS NULL AND published_at IS NULL AND next_publish_at <= now()"))
        .isEqualTo(LIMIT);
    assertThat(count("wait_reason = 'organization_limit'")).isEqualTo(5);
    BROKER.broker().faults().clear();
    await().until(() -> instance.sweep() == LIMIT);
    assertThat(received()).hasSize(LIMIT);
  }

  @Test
  void nothingIsToldAsAwaitedWhileNobodyWaits() {
    instance.release.run();
    assertThat(instance.release.isAwaited()).isFalse();

    waiting("acme", 1);
    instance.release.run();
    assertThat(instance.release.isAwaited()).isTrue();
  }

  @Test
  void aReleaseReadsWhatItCountsAndTakesHoweverManyWait() {
    waiting("flood", 20_000);
    waiting("acme", 100);
    inFlight("flood", LIMIT - 2);
    DATABASE.execute("VACUUM ANALYZE content_requests");

    Plan plan = Plans.of(DATABASE, connection -> instance.places.release(connection, 500)).get(1);

    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThan(100);
    assertThat(plan.pages()).as(plan::toString).isLessThan(500);
  }

  /** A process that sweeps, with a limit of its own. */
  private static final class Instance {
    private final PlaceRepository places;
    private final Release release;
    private final Sweep sweep;

    Instance(int limit, int set) {
      Organizations organizations = new Organizations("default", limit);
      DispatchConfig config =
          new DispatchConfig(
              "content-generation-requests",
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              set,
              DispatchConfig.OnUnknown.REPEAT_ONCE);
      Database database = CONTEXT.getBean(Database.class);
      BrokerHealth health = new BrokerHealth();
      DispatchRepository rows =
          new DispatchRepository(
              config,
              organizations,
              DATABASE.bean(Callbacks.class),
              DATABASE.bean(LostCalls.class));
      RequestPublisher publisher =
          new RequestPublisher(
              CONTEXT.getBean(PublisherStub.class),
              CONTEXT.getBean(GoogleCloudConfiguration.class),
              config,
              database,
              rows,
              health);
      places = new PlaceRepository(organizations, config);
      release = new Release(database, places, publisher, config, health);
      sweep = new Sweep(database, List.of(publisher), config, health, release);
    }

    int sweep() {
      return sweep.run().published();
    }
  }

  private static void inFlight(String organization, int count) {
    insert(
        "flying-" + organization,
        organization,
        count,
        "now() + interval '1 minute'",
        "now()",
        "NULL");
  }

  /** The first is the oldest. */
  private static void waiting(String organization, int count) {
    insert(organization, organization, count, "NULL", "NULL", "'organization_limit'");
  }

  private static void insert(
      String name, String organization, int count, String next, String published, String reason) {
    DATABASE.execute(
        """
        WITH inserted AS (
          INSERT INTO content_requests
            (id, organization_id, correlation_id, student_id, topic, grade_level, format, created_at, next_publish_at,
             published_at, wait_reason, event_seq)
          SELECT gen_random_uuid(), ?, ? || '-' || n, 's', 't', 'g', 'lesson',
                 now() - interval '1 hour' + n * interval '1 millisecond', %s, %s, %s, 1
          FROM generate_series(1, ?) n
          RETURNING id
        )
        INSERT INTO request_events (request_id, seq, event) SELECT id, 1, 'accepted' FROM inserted
        """
            .formatted(next, published, reason),
        organization,
        name,
        count);
  }

  private static List<String> published() {
    return DATABASE.list(
        "SELECT correlation_id FROM content_requests WHERE published_at IS NOT NULL AND dispatch ="
            + " 2",
        row -> row.getString("correlation_id"));
  }

  private static long count(String condition) {
    return DATABASE.number("SELECT count(*) FROM content_requests WHERE " + condition);
  }

  private static List<PubsubMessage> received() {
    return BROKER.drain(TestBroker.CONTENT);
  }
}
