package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.pubsub.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** agents-api that is killed, or asked for more than it can take. */
@Tag("faults")
final class ApiFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void whatWasCommittedAndNotPublishedWhenAgentsApiWasKilledIsPublishedByTheSweep() {
    try (Installation millrace = Installation.start("unpublished")) {
      Service api = millrace.api(Map.of());
      Service worker = millrace.worker(Map.of());
      api.ready();
      worker.ready();
      millrace.broker().faults().refuse(Faults.Refused.PUBLISH);
      CompletableFuture<List<Answer>> posting =
          CompletableFuture.supplyAsync(
              () -> millrace.producer().post(millrace.requests(), Scale.REQUESTS, 32));
      await("rows that are committed while their publication is tried")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> thoughtPublished(millrace) > 0);
      api.kill();
      assertThat(thoughtPublished(millrace)).as("rows of no message and no mark").isPositive();
      assertThat(millrace.count("completed")).isZero();
      millrace.broker().faults().clear();
      assertThat(posting.join()).contains(Answer.NONE);
      millrace.assertAllEndedAsPromised();
      assertThat(millrace.count("completed")).isPositive();
    }
  }

  @Test
  void moreThanItCanTakeIsAnsweredWithComeAgainAndOnceItIsLessAllIsWell() throws SQLException {
    try (Installation millrace = Installation.start("overloaded")) {
      Service api =
          millrace.api(
              Map.of(
                  "MILLRACE_INTAKE_MAX_BATCH",
                  "10",
                  "MILLRACE_INTAKE_CAPACITY",
                  "20",
                  "MILLRACE_INTAKE_COMMITTERS",
                  "1",
                  "MILLRACE_INTAKE_PATIENCE",
                  "1s"));
      Service worker = millrace.worker(Map.of());
      api.ready();
      worker.ready();
      List<Answer> answers = new ArrayList<>();
      try (Connection connection = millrace.database().connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE content_requests IN EXCLUSIVE MODE");
        answers.addAll(millrace.producer().post(millrace.requests(), Scale.REQUESTS, 100));
        connection.rollback();
      }
      assertThat(answers).extracting(Answer::status).contains(503).doesNotContain(0, 500);
      assertThat(answers)
          .filteredOn(answer -> !answer.isAccepted())
          .allMatch(Answer::retryAfter, "says when to come again");
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS);
      assertThat(api.isAlive()).isTrue();
      millrace.assertAllEndedAsPromised();
    }
  }

  /** Rows that count as published although the broker takes nothing. */
  private static long thoughtPublished(Installation millrace) {
    return millrace
        .database()
        .number("SELECT count(*) FROM content_requests WHERE published_at IS NOT NULL");
  }
}
