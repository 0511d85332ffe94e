package dev.millrace.worker.handover;

import dev.millrace.chat.ChatAnswerRepository;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.outbound.Excerpt;
import dev.millrace.outbound.OutboundClient;
import dev.millrace.outbound.OutboundRequest;
import dev.millrace.outbound.OutboundResult;
import dev.millrace.outbound.RetryAfter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tells other services of the ends of runs, a few at once, and again with a growing pause until
 * they take it. One that is told twice can tell by the key, which stays the same.
 */
@Singleton
final class HandoverWork {
  private static final Logger logger = LoggerFactory.getLogger(HandoverWork.class);
  private static final int MOST = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final Handovers handovers;
  private final HandoverConfig config;
  private final HandoverRepository repository;
  private final Database database;
  private final OutboundClient client;
  private final ChatAnswerRepository answers;
  private final ChatPosts chat;
  private final MeterRegistry registry;
  private final Clock clock;

  HandoverWork(
      Handovers handovers,
      HandoverConfig config,
      HandoverRepository repository,
      Database database,
      OutboundClient client,
      ChatAnswerRepository answers,
      ChatPosts chat,
      MeterRegistry registry,
      Clock clock) {
    this.handovers = handovers;
    this.config = config;
    this.repository = repository;
    this.database = database;
    this.client = client;
    this.answers = answers;
    this.chat = chat;
    this.registry = registry;
    this.clock = clock;
  }

  @Scheduled(fixedDelay = "1s", initialDelay = "1s")
  void run() {
    List<String> targets = handovers.targets();
    try {
      int taken;
      do {
        List<Handover> due = take(targets);
        tell(due);
        taken = due.size();
      } while (taken == MOST);
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "handover.postponed")
          .log("Nobody told, the next round follows: {}", away.getMessage());
    }
  }

  private List<Handover> take(List<String> targets) {
    // The lease outlasts the post, whatever the receiver does.
    Duration lease = config.timeLimit().plusSeconds(30);
    return database.write(
        connection -> repository.take(connection, targets, MOST, lease, config.giveUpAfter()));
  }

  private void tell(List<Handover> due) {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      due.forEach(handover -> each.execute(() -> tell(handover)));
    }
  }

  private void tell(Handover handover) {
    MDC.put("run_id", handover.run().toString());
    try {
      (handover.target() == Target.CHAT ? answer(handover) : tellTask(handover))
          .ifPresent(result -> settle(handover, result));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "handover.unwritten")
          .addKeyValue("target", handover.target().wireName())
          .log("What became of it is not written; it is told again: {}", away.getMessage());
    } finally {
      MDC.remove("run_id");
    }
  }

  private Optional<OutboundResult> tellTask(Handover handover) {
    return database
        .read(connection -> repository.told(connection, handover))
        .map(told -> post(handover, told));
  }

  /** A run that has failed may have been started anew meanwhile: its answer comes later. */
  private Optional<OutboundResult> answer(Handover handover) {
    return Optional.of(
        database
            .read(connection -> answers.find(connection, handover.run()))
            .map(answer -> chat.post(handover.run(), answer))
            .orElseGet(() -> new OutboundResult.Unanswered("The run goes on.")));
  }

  private OutboundResult post(Handover handover, Told told) {
    URI url = handovers.address(handover.target()).orElseThrow();
    byte[] body = told.document(handover.target());
    Map<String, String> headers =
        new HashMap<>(handovers.signer().sign(handover.key(), clock.instant(), body));
    headers.put("Idempotency-Key", handover.key());
    String key = Objects.requireNonNullElse(config.productKey(), "");
    if (handover.target() == Target.PRODUCT && !key.isEmpty()) {
      headers.put("Authorization", "Bearer " + key);
    }
    return client.post(new OutboundRequest(url, headers, body, config.timeLimit()));
  }

  private void settle(Handover handover, OutboundResult result) {
    switch (result) {
      case OutboundResult.Answered(int status, String body, String retryAfter)
          when status / 100 == 2 ->
          delivered(handover);
      case OutboundResult.Answered(int status, String body, String retryAfter) -> {
        String error = "Answered " + status + ": " + Excerpt.of(body);
        if (mayPass(status)) {
          repeat(handover, error, RetryAfter.read(retryAfter, clock.instant()));
        } else {
          giveUp(handover, error);
        }
      }
      case OutboundResult.Refused(String reason) -> repeat(handover, reason, Optional.empty());
      case OutboundResult.Unanswered(String reason) -> repeat(handover, reason, Optional.empty());
    }
  }

  /** What a receiver says of the document itself, no repetition changes. */
  private static boolean mayPass(int status) {
    return status / 100 != 4
        || status == 401
        || status == 403
        || status == 404
        || status == 408
        || status == 425
        || status == 429;
  }

  private void delivered(Handover handover) {
    database.write(connection -> repository.delivered(connection, handover));
    count(handover, "delivered");
    logger
        .atInfo()
        .addKeyValue("event", "handover.delivered")
        .addKeyValue("target", handover.target().wireName())
        .addKeyValue("attempt", handover.attempt())
        .log("Told of a finished task");
  }

  private void repeat(Handover handover, String error, Optional<Duration> asked) {
    if (handover.isLast()) {
      giveUp(handover, error);
      return;
    }
    Duration pause = longer(pause(handover.attempt()), asked.orElse(Duration.ZERO));
    database.write(connection -> repository.repeat(connection, handover, pause, error));
    count(handover, "retried");
    logger
        .atWarn()
        .addKeyValue("event", "handover.retry")
        .addKeyValue("target", handover.target().wireName())
        .addKeyValue("attempt", handover.attempt())
        .addKeyValue("retry_in_ms", pause.toMillis())
        .log("Not taken, told again later: {}", error);
  }

  private void giveUp(Handover handover, String error) {
    database.write(connection -> repository.givenUp(connection, handover, error));
    count(handover, "given_up");
    logger
        .atError()
        .addKeyValue("event", "handover.given_up")
        .addKeyValue("target", handover.target().wireName())
        .addKeyValue("attempt", handover.attempt())
        .log("Not taken, and not told again: {}", error);
  }

  private void count(Handover handover, String outcome) {
    registry
        .counter("millrace.handovers", "target", handover.target().wireName(), "outcome", outcome)
        .increment();
  }

  private Duration pause(int attempt) {
    return config.firstPause().multipliedBy(1L << Math.min(attempt - 1, 20));
  }

  private static Duration longer(Duration own, Duration asked) {
    Duration longest = own.compareTo(asked) < 0 ? asked : own;
    return longest.compareTo(LONGEST_PAUSE) < 0 ? longest : LONGEST_PAUSE;
  }
}
