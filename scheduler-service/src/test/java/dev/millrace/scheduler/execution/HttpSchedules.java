package dev.millrace.scheduler.execution;

import dev.millrace.outbound.Receiver;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Schedules of {@code http} jobs that post to a receiver, and how they stand.
 *
 * @param slot at which they are due; no further one comes while a test runs
 */
record HttpSchedules(LiveScheduler live, Receiver receiver, Instant slot) {
  static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  static HttpSchedules of(LiveScheduler live, Receiver receiver) {
    return new HttpSchedules(
        live, receiver, Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(1)));
  }

  /** What a service needs to post to the receiver. */
  static Map<String, Object> properties(Receiver receiver, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>();
    all.put("millrace.outbound.allow-loopback", true);
    all.put("millrace.scheduler.http.allowed", url(receiver));
    all.put("millrace.scheduler.http.secret", SECRET);
    all.put("millrace.scheduler.http.time-limit", "5m");
    all.putAll(more);
    return all;
  }

  static String url(Receiver receiver) {
    return "http://127.0.0.1:" + receiver.port() + "/hooks";
  }

  /** One that is due. */
  Schedule keep() {
    return keep(Schedules.hourly(slot));
  }

  /** One that is due, of that form. */
  Schedule keep(Schedules form) {
    Schedule schedule = live.keep(form.with(JobType.HTTP).dueAt(slot));
    live.database()
        .execute(
            "UPDATE schedules SET payload = jsonb_build_object('url', ?, 'body', '{\"shop\": 7}'::jsonb) WHERE id = ?",
            url(receiver),
            schedule.id());
    return schedule;
  }

  /** As if the next slot of every schedule had come. */
  void makeNextSlotDue() {
    live.database().execute("UPDATE schedules SET next_due_at = now(), next_fire_at = now()");
  }

  /** As if every pause were over. */
  void endPauses() {
    live.database()
        .execute("UPDATE schedule_executions SET next_attempt_at = now() WHERE state = 'waiting'");
  }

  /** As if every holder had been lost five minutes ago. */
  void endLeases() {
    live.database()
        .execute(
            "UPDATE schedule_executions SET lease_until = now() - interval '1 second' WHERE state = 'running'");
  }

  /** State and attempts of each execution, with its state in the ledger. */
  List<String> states() {
    return live.database()
        .list(
            """
            SELECT e.state || ' ' || e.attempts || ' ' || d.run_state
            FROM schedule_executions e JOIN schedule_decisions d USING (execution_key)
            ORDER BY e.execution_key
            """,
            row -> row.getString(1));
  }

  /** How many attempts of the first instance ended so. */
  double ended(String outcome) {
    return live
        .bean(MeterRegistry.class)
        .find("millrace.executions")
        .tag("outcome", outcome)
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** The execution keys that were posted, in order. */
  List<String> posted() {
    return receiver.received().stream().map(each -> each.header("webhook-id")).toList();
  }
}
