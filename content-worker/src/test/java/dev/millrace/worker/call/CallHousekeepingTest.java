package dev.millrace.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import dev.millrace.worker.call.price.Price;
import dev.millrace.worker.call.price.PriceTable;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallHousekeepingTest {
  private static final CallStand STAND = new CallStand();
  private static final ApplicationContext WORKER =
      STAND.worker(Map.of("millrace.calls.retention", "100d"));

  @BeforeEach
  void clear() {
    STAND.database().clear();
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  @Test
  void whatIsOlderThanTheRetentionIsForgottenInSetsAndTheRestIsKept() {
    fill(2_500, "101 days", "succeeded");
    fill(10, "99 days", "succeeded");
    STAND
        .database()
        .execute(
            """
            INSERT INTO budget_days (organization_id, day)
            SELECT 'o', current_date - n FROM generate_series(1, 110) n
            """);

    WORKER.getBean(CallHousekeeping.class).prune();

    assertThat(STAND.database().count("provider_calls")).isEqualTo(10);
    assertThat(STAND.database().count("budget_days")).isBetween(99L, 101L);
  }

  @Test
  void aCallWhoseRowWasCancelledIsUnknownAfterAWhile() throws Exception {
    CallSite cancelled = inFlight();
    CallSite held = inFlight();
    STAND
        .database()
        .execute(
            """
            UPDATE content_requests
            SET status = 'cancelled', cancelled_at = now(), lease_until = NULL, next_publish_at = NULL
            WHERE id = ?
            """,
            cancelled.lease().id());
    CallHousekeeping housekeeping = WORKER.getBean(CallHousekeeping.class);

    housekeeping.markAbandoned();
    assertThat(STAND.states(cancelled)).containsExactly("dispatched");

    STAND
        .database()
        .execute("UPDATE provider_calls SET dispatched_at = now() - interval '2 minutes'");
    housekeeping.markAbandoned();
    assertThat(STAND.states(cancelled)).containsExactly("unknown");
    assertThat(STAND.states(held)).containsExactly("dispatched");
  }

  @Test
  void noStatementReadsTheWholeTable() {
    fill(20_000, "1 day", "succeeded");
    fill(10, "101 days", "succeeded");
    STAND.database().execute("VACUUM ANALYZE provider_calls");
    CallBeginning beginning = WORKER.getBean(CallBeginning.class);
    CallRepository calls = WORKER.getBean(CallRepository.class);
    List<NewCall> wanted =
        IntStream.range(0, 20)
            .mapToObj(
                _ -> Ask.of(STAND.held(), new FakePainter(id -> {}), FakePainter.ORDER, price()))
            .map(Ask::fresh)
            .toList();

    List<Plan> plans =
        Plans.of(STAND.database(), connection -> beginning.begin(connection, wanted));
    List<Plan> pruning =
        Plans.of(
            STAND.database(), connection -> calls.prune(connection, Duration.ofDays(100), 1_000));

    assertThat(plans)
        .isNotEmpty()
        .allSatisfy(
            plan ->
                assertThat(plan.scannedTables())
                    .as(plan::toString)
                    .doesNotContain("provider_calls"));
    assertThat(pruning.getFirst().scannedTables()).as(pruning::toString).isEmpty();
  }

  private static CallSite inFlight() {
    CallSite site = STAND.held();
    NewCall call = Ask.of(site, FakeModel.answering(), CallStand.prompt(), price()).fresh();
    STAND
        .database()
        .database()
        .write(
            connection ->
                WORKER.getBean(CallBeginning.class).begin(connection, List.of(call)).size());
    return site;
  }

  private static Price price() {
    return WORKER.getBean(PriceTable.class).of(FakeModel.answering().name());
  }

  private static void fill(int count, String age, String state) {
    STAND
        .database()
        .execute(
            """
            INSERT INTO provider_calls
              (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
               prompt_version, work_hash, state, spent_on, latency_ms, dispatched_at, ended_at)
            SELECT gen_random_uuid(), 'o', 'content_request', gen_random_uuid(), gen_random_uuid(), 'content', 1, 'p',
                   'm', 'content-lesson', '1', sha256('work'), ?, '2030-01-01', 1, now() - ?::interval, now()
            FROM generate_series(1, ?)
            """,
            state,
            age,
            count);
  }
}
