package dev.millrace.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandRetentionTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @Test
  void whatIsOlderThanTheRetentionIsForgottenInSetsAndTheRestIsKept() {
    insert(2_500, "101 days");
    insert(10, "99 days");

    DATABASE.bean(CommandRetention.class).run();

    assertThat(DATABASE.count("received_commands")).isEqualTo(10);
  }

  @Test
  void whatIsOldIsFoundByItsAge() {
    insert(20_000, "1 day");
    insert(10, "101 days");
    DATABASE.execute("VACUUM ANALYZE received_commands");
    InboxRepository inbox = DATABASE.bean(InboxRepository.class);

    Plan plan =
        Plans.of(DATABASE, connection -> inbox.prune(connection, Duration.ofDays(100), 1_000))
            .getFirst();

    assertThat(plan.scannedTables()).as(plan::toString).isEmpty();
    assertThat(plan.indexes()).as(plan::toString).contains("received_commands_age");
  }

  private static void insert(int count, String age) {
    DATABASE.execute(
        """
        INSERT INTO received_commands
          (execution_key, organization_id, job_type, due_at, message_id, outcome, received_at, ended_at)
        SELECT ? || ' ' || n, 'o', 'catalog-review', now(), 'm', 'finished', now() - ?::interval, now()
        FROM generate_series(1, ?) n
        """,
        age,
        age,
        count);
  }
}
