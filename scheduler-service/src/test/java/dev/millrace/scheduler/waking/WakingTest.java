package dev.millrace.scheduler.waking;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.local.pubsub.Faults.Refused;
import dev.millrace.outbound.Receiver;
import dev.millrace.outbound.Receiver.Received;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a local server that speaks the metadata server's and the Admin API's wire formats. */
class WakingTest {
  private static final String JOB = "projects/p-1/locations/europe-west1/jobs/drain";
  private static final String TOKEN_PATH =
      "/computeMetadata/v1/instance/service-accounts/default/token";
  private static final HttpHandler STARTS =
      exchange ->
          Receiver.answer(
              exchange,
              200,
              """
              {"name": "projects/p-1/locations/europe-west1/operations/1",
               "metadata": {"@type": "type.googleapis.com/google.cloud.run.v2.Execution"}}
              """);

  private static volatile HttpHandler run = STARTS;
  private static volatile int lifeSeconds = 3_599;
  private static volatile int tokens;
  private static final Receiver GOOGLE = Receiver.start(WakingTest::answer);
  private static final LiveScheduler LIVE = LiveScheduler.start(properties());
  private static final MigratedDatabase DATABASE = LIVE.database();
  private static final Tick SECOND = LIVE.another(properties()).getBean(Tick.class);

  private final Instant minute =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(1));

  @AfterAll
  static void close() {
    LIVE.close();
    GOOGLE.close();
  }

  @BeforeEach
  void clear() {
    run = STARTS;
    lifeSeconds = 3_599;
    LIVE.clear();
    GOOGLE.received().clear();
  }

  @Test
  void aWorkerIsStartedWhenThereIsWorkAndNoneLives() {
    ContentRequestRows.unpublished(DATABASE);

    assertThat(isWoken()).isTrue();

    Received call = runs().getFirst();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.header("Authorization")).isEqualTo("Bearer token-" + tokens);
    assertThat(call.body()).isEqualTo("{}");
    GOOGLE.received().stream()
        .filter(each -> each.target().equals(TOKEN_PATH))
        .forEach(each -> assertThat(each.header("Metadata-Flavor")).isEqualTo("Google"));
  }

  @Test
  void whatIsPublishedAndWaitsForAWorkerIsWorkToo() {
    ContentRequestRows.unpublished(DATABASE);
    DATABASE.execute(
        "UPDATE content_requests SET published_at = now(), next_publish_at = now() + interval '1 hour'");

    assertThat(isWoken()).isTrue();
  }

  @Test
  void whatMayNotRunYetIsNoWork() {
    ContentRequestRows.unpublished(DATABASE);
    DATABASE.execute(
        """
        UPDATE content_requests
        SET published_at = now(), next_publish_at = now() + interval '1 hour', not_before = now() + interval '1 hour'
        """);

    assertThat(isWoken()).isFalse();
    assertThat(runs()).isEmpty();
  }

  @Test
  void aCommandThatHasNotEndedIsWorkWhetherItIsPublishedOrNot() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.CATALOG_REVIEW).dueAt(minute));
    LIVE.broker().broker().faults().refuse(Refused.PUBLISH);
    LIVE.tick();
    assertThat(runs()).as("the tick looks before it fires").isEmpty();

    assertThat(isWoken()).isTrue();
    LIVE.broker().broker().faults().refuse(Refused.NOTHING);
    DATABASE.execute("DELETE FROM service_heartbeats");
    assertThat(isWoken()).isTrue();

    DATABASE.execute("DELETE FROM service_heartbeats");
    DATABASE.execute("UPDATE schedule_decisions SET run_state = 'finished', ended_at = now()");
    assertThat(isWoken()).isFalse();
    assertThat(runs()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "next_attempt_at = now()",
        """
        state = 'delivering', next_attempt_at = NULL, attempts = 1, lease_token = gen_random_uuid(),
        lease_owner = 'lost', lease_until = now() - interval '1 second'
        """
      })
  void whatMustBeToldIsWorkOnceItIsDue(String due) {
    DATABASE.execute(
        """
        INSERT INTO webhook_deliveries
          (id, organization_id, callback_url, receiver, event_type, subject_id, payload, next_attempt_at)
        VALUES (gen_random_uuid(), 'o', 'https://example.com/', 'r', 'agent_run.completed', gen_random_uuid(), '{}',
                now() + interval '1 hour')
        """);
    assertThat(isWoken()).isFalse();

    DATABASE.execute("UPDATE webhook_deliveries SET " + due);
    assertThat(isWoken()).isTrue();
  }

  @Test
  void aRunOfTheCatalogThatNobodyHasTakenOrThatIsLeftIsWork() {
    DATABASE.execute(
        """
        INSERT INTO catalog_run_history (id, command, origin, actor, organization_id, state, lease_token, lease_owner,
                                         lease_until, started_at)
        VALUES (gen_random_uuid(), 'worker', 'operator', 'test', 'o', 'running', gen_random_uuid(), 'alive',
                now() + interval '1 hour', now())
        """);
    assertThat(isWoken()).as("somebody carries it out").isFalse();

    DATABASE.execute("UPDATE catalog_run_history SET lease_until = now() - interval '1 second'");
    assertThat(isWoken()).as("it is left by whoever was lost").isTrue();

    DATABASE.execute("DELETE FROM service_heartbeats");
    DATABASE.execute(
        "UPDATE catalog_run_history SET state = 'recorded', lease_until = NULL, started_at = NULL");
    assertThat(isWoken()).as("it is recorded").isTrue();

    DATABASE.execute("DELETE FROM service_heartbeats");
    DATABASE.execute(
        "UPDATE catalog_run_history SET state = 'finished', outcome = 'done', ended_at = now()");
    assertThat(isWoken()).as("it has ended").isFalse();
  }

  @Test
  void theOlderACommandIsTheLongerArePausesBetweenWorkersThatAreStartedForIt() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.CATALOG_WORKER).dueAt(minute));
    LIVE.tick();
    DATABASE.execute("UPDATE schedule_decisions SET fired_at = now() - interval '10 minutes'");
    assertThat(isWoken()).isTrue();

    DATABASE.execute("UPDATE service_heartbeats SET seen_at = now() - interval '4 minutes'");
    assertThat(isWoken()).isFalse();
    DATABASE.execute("UPDATE service_heartbeats SET seen_at = now() - interval '6 minutes'");
    assertThat(isWoken()).isTrue();
  }

  @Test
  void whatNoWorkerDoesIsNoWorkForOne() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.HTTP).dueAt(minute));
    LIVE.tick();

    assertThat(isWoken()).isFalse();
    assertThat(runs()).isEmpty();
  }

  @Test
  void nothingIsStartedWhileThereIsNothingToDo() {
    assertThat(isWoken()).isFalse();
    assertThat(GOOGLE.received()).isEmpty();
  }

  @Test
  void aWorkerThatLivesNeedsNoHelpAndOneThatWasLostDoes() {
    ContentRequestRows.unpublished(DATABASE);
    DATABASE.execute(
        "INSERT INTO service_heartbeats (instance_id, service, version) VALUES ('w', 'content-worker', '1')");
    assertThat(isWoken()).isFalse();
    assertThat(runs()).isEmpty();

    DATABASE.execute("UPDATE service_heartbeats SET seen_at = now() - interval '11 seconds'");
    assertThat(isWoken()).isTrue();
  }

  @Test
  void noInstanceStartsAnotherOneWithinAMinute() {
    ContentRequestRows.unpublished(DATABASE);

    assertThat(isWoken()).isTrue();
    assertThat(SECOND.run().housekeeping().workerWoken()).isFalse();
    assertThat(isWoken()).isFalse();
    assertThat(runs()).hasSize(1);

    DATABASE.execute("UPDATE service_heartbeats SET seen_at = now() - interval '61 seconds'");
    assertThat(SECOND.run().housekeeping().workerWoken()).isTrue();
    assertThat(runs()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 500, 503})
  void afterAFailureTheNextTickTriesAgain(int status) {
    run = exchange -> Receiver.answer(exchange, status, refusal(status));
    ContentRequestRows.unpublished(DATABASE);

    assertThat(LIVE.tick().status()).isEqualTo(200);
    run = STARTS;

    assertThat(isWoken()).isTrue();
    assertThat(runs()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 429})
  void whoeverIsBusyIsLeftAloneForAMinute(int status) {
    run = exchange -> Receiver.answer(exchange, status, refusal(status));
    ContentRequestRows.unpublished(DATABASE);

    assertThat(isWoken()).isFalse();
    assertThat(isWoken()).isFalse();

    assertThat(runs()).hasSize(1);
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItsEndOrItIsRefused() {
    run = exchange -> Receiver.answer(exchange, 401, refusal(401));
    wakeAgain();
    run = STARTS;
    lifeSeconds = 30;
    wakeAgain();
    int before = tokens;
    lifeSeconds = 3_599;

    wakeAgain();
    assertThat(tokens).isEqualTo(before + 1);
    wakeAgain();
    assertThat(tokens).isEqualTo(before + 1);
    run = exchange -> Receiver.answer(exchange, 401, refusal(401));
    wakeAgain();
    run = STARTS;
    wakeAgain();
    assertThat(tokens).isEqualTo(before + 2);
  }

  private static void wakeAgain() {
    DATABASE.execute("DELETE FROM service_heartbeats");
    LIVE.bean(Waking.class).wake();
  }

  private static boolean isWoken() {
    return LIVE.tick().json().path("housekeeping").path("worker_woken").asBoolean();
  }

  private static List<Received> runs() {
    return GOOGLE.received().stream()
        .filter(each -> each.target().equals("/v2/" + JOB + ":run"))
        .toList();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals(TOKEN_PATH)) {
      run.handle(exchange);
      return;
    }
    int number = tokens + 1;
    tokens = number;
    Receiver.answer(
        exchange,
        200,
        "{\"access_token\":\"token-%d\",\"expires_in\":%d,\"token_type\":\"Bearer\"}"
            .formatted(number, lifeSeconds));
  }

  private static String refusal(int status) {
    return "{\"error\":{\"code\":%d,\"message\":\"Not now.\",\"status\":\"ABORTED\"}}"
        .formatted(status);
  }

  private static Map<String, Object> properties() {
    String url = "http://127.0.0.1:" + GOOGLE.port();
    return Map.of(
        "millrace.scheduler.waking.job", JOB,
        "millrace.scheduler.waking.run-url", url,
        "millrace.scheduler.waking.metadata-url", url,
        "millrace.scheduler.waking.time-limit", "60s");
  }
}
