package dev.millrace.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final RescueTime RESCUE = () -> Duration.ofSeconds(60);
  private static final long LONG = Duration.ofMinutes(1).toNanos();

  private final AtomicLong clock = new AtomicLong();

  @AfterEach
  void clear() {
    DATABASE.clear();
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void theFirstOfASetHaveThePlacesAndTheOthersWait() {
    List<Accepted> accepted = insert(new Places(3, this::everLater), fresh(5));

    assertThat(accepted).allMatch(Accepted::isNew);
    assertThat(accepted).filteredOn(Accepted::isDue).hasSize(3);
    assertThat(accepted).filteredOn(Accepted::isPlaceless).hasSize(2).noneMatch(Accepted::isDue);
    assertThat(
            count(
                """
                status = 'pending' AND wait_reason = 'organization_limit' AND published_at IS NULL
                AND next_publish_at IS NULL
                """))
        .isEqualTo(2);
  }

  @Test
  void anOrganizationDoesNotTakeThePlacesOfAnother() {
    Places places = new Places(3, this::everLater);
    insert(places, fresh(10));

    List<Accepted> others = insert(places, fresh("another", 3));

    assertThat(others).allMatch(Accepted::isDue);
  }

  @Test
  void nobodyPassesOneWhoWaits() {
    Places places = new Places(3, this::everLater);
    insert(places, fresh(4));
    end("wait_reason IS NULL");

    assertThat(insert(places, fresh(1))).allMatch(Accepted::isPlaceless);
  }

  @Test
  void whatHasEndedOrWaitsForATimeHasNoPlace() {
    Places places = new Places(3, this::everLater);
    insert(places, fresh(2));
    end("true");
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    insert(
        places,
        List.of(
            Intakes.of(
                "tomorrow", ContentRequestJson.valid().with("not_before", tomorrow.toString()))));
    DATABASE.execute(
        """
        UPDATE content_requests SET published_at = NULL WHERE status = 'pending'
        """);

    assertThat(insert(places, fresh(3))).allMatch(Accepted::isDue);
    assertThat(insert(places, fresh(1))).allMatch(Accepted::isPlaceless);
  }

  @Test
  void whatRunsOrIsTriedAgainOrCouldNotBePublishedHasItsPlace() {
    Places places = new Places(3, this::everLater);
    insert(places, fresh(3));
    List<UUID> ids =
        DATABASE.list("SELECT id FROM content_requests", row -> row.getObject("id", UUID.class));
    set(
        ids.get(0),
        """
        status = 'processing', started_at = now(), lease_token = gen_random_uuid(), lease_owner = 'w',
        lease_until = now(), next_publish_at = now()
        """);
    set(ids.get(1), "wait_reason = 'backoff', not_before = now() + interval '1 hour'");
    set(ids.get(2), "published_at = NULL, next_publish_at = now()");

    assertThat(insert(places, fresh(1))).allMatch(Accepted::isPlaceless);
  }

  @Test
  void withALimitOfZeroNobodyWaits() {
    assertThat(insert(new Places(0, this::everLater), fresh(50))).allMatch(Accepted::isDue);
  }

  @Test
  void anEighthOfWhatIsFreeIsGivenWithoutCountingAgainAndForASecondOnly() {
    Places places = new Places(80, clock::get);
    insert(places, fresh(1));
    insert(new Places(0, this::everLater), fresh(79));

    assertThat(insert(places, fresh(9))).as("(80 - 1) / 8").allMatch(Accepted::isDue);
    assertThat(insert(places, fresh(1))).as("counted").allMatch(Accepted::isPlaceless);

    end("true");
    clock.addAndGet(LONG);
    insert(places, fresh(1));
    insert(new Places(0, this::everLater), fresh(79));
    clock.addAndGet(LONG);
    assertThat(insert(places, fresh(1))).as("a second later").allMatch(Accepted::isPlaceless);
  }

  @Test
  void whoWasRefusedIsRefusedForAMomentWithoutCounting() {
    Places places = new Places(1, clock::get);
    insert(places, fresh(1));
    end("true");

    assertThat(insert(places, fresh(1))).allMatch(Accepted::isPlaceless);
    end("true");
    clock.addAndGet(LONG);
    assertThat(insert(places, fresh(1))).allMatch(Accepted::isDue);
  }

  @Test
  void repeatingAnIntakeTellsAgainThatItWaits() {
    Places places = new Places(1, this::everLater);
    List<Intake> intakes = fresh(2);
    List<Accepted> first = insert(places, intakes);

    assertThat(insert(places, intakes)).isEqualTo(first);
  }

  @Test
  void instancesThatTakeInAtOnceExceedItByAnEighthEachAndTheirSetsInFlightAtMost() {
    long limit = 80;
    long instances = 4;
    int set = 5;
    int sets = 30;
    try (ExecutorService intake = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int instance = 0; instance < instances; instance++) {
        Places places = new Places((int) limit, System::nanoTime);
        intake.execute(() -> IntStream.range(0, sets).forEach(each -> insert(places, fresh(set))));
      }
    }

    assertThat(count("true")).isEqualTo(instances * sets * set);
    assertThat(count("published_at IS NOT NULL"))
        .isBetween(limit, limit + instances * limit / 8 + instances * set);
  }

  @Test
  void countingReadsNoMoreThanTheLimitHoweverManyThereAre() {
    DATABASE.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at, wait_reason)
        SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'flood' ELSE 'busy' END, n::text, 's', 't', 'g', 'lesson',
               CASE WHEN n % 2 = 0 THEN NULL ELSE now() END, CASE WHEN n % 2 = 0 THEN 'organization_limit' END
        FROM generate_series(1, 40000) n
        """);
    DATABASE.execute("VACUUM ANALYZE content_requests");

    Plan plan = plan("flood", "busy", "idle");

    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThanOrEqualTo(102);
    assertThat(plan.pages()).as(plan::toString).isLessThan(60);
  }

  /** Outdates whatever is remembered, so that every question is a count. */
  private long everLater() {
    return clock.addAndGet(LONG);
  }

  /** A connection may keep a plan while the table grows. */
  @Test
  void countingInAFreshTableIsPlannedAsInALargeOne() {
    DATABASE.clear();

    Plan plan = plan("idle");

    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
  }

  private static Plan plan(String... organizations) {
    return Plans.of(
            DATABASE,
            connection ->
                new Places(100, System::nanoTime).refused(connection, List.of(organizations)))
        .getFirst();
  }

  private static List<Intake> fresh(int count) {
    return Intakes.fresh(count);
  }

  private static List<Intake> fresh(String organization, int count) {
    return Collections.nCopies(count, organization).stream()
        .map(
            each ->
                Intakes.of(
                    each, ContentRequestRepository.newId().toString(), ContentRequestJson.valid()))
        .toList();
  }

  private static List<Accepted> insert(Places places, List<Intake> intakes) {
    ContentRequestRepository requests = new ContentRequestRepository(RESCUE, places);
    return DATABASE.database().write(connection -> requests.insert(connection, intakes));
  }

  private static void end(String condition) {
    DATABASE.execute(
        """
        UPDATE content_requests
        SET status = 'cancelled', cancelled_at = now(), next_publish_at = NULL, wait_reason = NULL
        WHERE status = 'pending' AND %s
        """
            .formatted(condition));
  }

  private static void set(UUID id, String change) {
    assertThat(DATABASE.execute("UPDATE content_requests SET " + change + " WHERE id = ?", id))
        .isEqualTo(1);
  }

  private static long count(String condition) {
    return DATABASE.number("SELECT count(*) FROM content_requests WHERE " + condition);
  }
}
