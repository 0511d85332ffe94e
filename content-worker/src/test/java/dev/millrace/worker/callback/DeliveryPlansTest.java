package dev.millrace.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plans;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What waits for one receiver is not read to find what waits for another. */
final class DeliveryPlansTest {
  private static final String TABLE = "webhook_deliveries";
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  @BeforeAll
  static void fill() {
    insert("delivered", "'r' || n % 100", 30_000);
    insert("pending", "'flood'", 20_000);
    insert("pending", "'s' || n", 50);
    DATABASE.execute("VACUUM ANALYZE webhook_deliveries");
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void aClaimReadsWhatItTakes() {
    DeliveryRepository repository = DATABASE.bean(DeliveryRepository.class);

    assertThat(
            Plans.of(
                DATABASE,
                connection ->
                    repository.claim(
                        connection, "", Map.of("flood", 8), 256, "w", Duration.ofMinutes(1))))
        .allSatisfy(
            plan -> {
              assertThat(plan.scannedTables()).as(plan::toString).doesNotContain(TABLE);
              assertThat(plan.rowsRead(TABLE)).as(plan::toString).isLessThan(500);
            });
  }

  @Test
  void aClaimTakesOfEachReceiverWhatThereIsRoomFor() {
    DeliveryRepository repository = DATABASE.bean(DeliveryRepository.class);
    List<String> receivers =
        DATABASE
            .database()
            .write(
                connection -> {
                  List<Due> due =
                      repository.claim(
                          connection,
                          "",
                          Map.of("flood", 8, "s1", 0),
                          256,
                          "w",
                          Duration.ofMinutes(1));
                  return due.stream().map(Due::receiver).toList();
                });

    assertThat(receivers).hasSize(8 + 49).doesNotContain("s1");
    assertThat(receivers.stream().filter("flood"::equals)).hasSize(8);
    DATABASE.execute(
        """
        UPDATE webhook_deliveries SET state = 'pending', next_attempt_at = now(), lease_until = NULL
        WHERE state = 'delivering'
        """);
  }

  @Test
  void aLookAndThePruningReadFewRows() {
    DeliveryRepository repository = DATABASE.bean(DeliveryRepository.class);

    assertThat(Plans.of(DATABASE, connection -> repository.next(connection, Duration.ofSeconds(1))))
        .allSatisfy(plan -> assertThat(plan.rowsRead(TABLE)).as(plan::toString).isLessThan(10));
    assertThat(
            Plans.of(DATABASE, connection -> repository.prune(connection, Duration.ofDays(1), 10)))
        .allSatisfy(
            plan -> assertThat(plan.scannedTables()).as(plan::toString).doesNotContain(TABLE));
  }

  private static void insert(String state, String receiver, int rows) {
    DATABASE.execute(
        """
        INSERT INTO webhook_deliveries
          (id, organization_id, callback_url, receiver, event_type, subject_id, payload, state, next_attempt_at,
           delivered_at, last_status)
        SELECT gen_random_uuid(), 'o', 'https://example.com/', %s, 'content_request.failed', gen_random_uuid(), '{}', '%s',
               CASE WHEN '%s' = 'pending' THEN now() END, CASE WHEN '%s' = 'delivered' THEN now() END, 200
        FROM generate_series(1, %d) n
        """
            .formatted(receiver, state, state, state, rows));
  }
}
