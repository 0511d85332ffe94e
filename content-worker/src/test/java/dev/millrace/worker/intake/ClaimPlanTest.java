package dev.millrace.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import dev.millrace.worker.testing.FilledTable;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claims read the rows they are about, however large the table is. */
final class ClaimPlanTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  @BeforeAll
  static void fill() {
    FilledTable.fill(DATABASE);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void aSetOfClaimsDoesNotReadTheWholeTable() {
    List<Delivery> deliveries =
        FilledTable.ids(DATABASE, "pending", 50).stream().map(ClaimPlanTest::delivery).toList();
    ClaimRepository repository = DATABASE.bean(ClaimRepository.class);
    Plan plan =
        Plans.of(DATABASE, connection -> repository.claim(connection, deliveries)).getFirst();
    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
  }

  private static Delivery delivery(UUID row) {
    return new Delivery(
        PubsubMessage.getDefaultInstance(),
        ContentRequestJson.valid().with("id", row.toString()).decoded(),
        "o",
        row.toString(),
        1,
        null,
        UUID.randomUUID());
  }
}
