package dev.millrace.worker.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.millrace.content.ContentFormat;
import dev.millrace.failure.FailureClass;
import dev.millrace.lease.Lease;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import dev.millrace.worker.provider.Generation;
import dev.millrace.worker.provider.Usage;
import dev.millrace.worker.provider.Utf8;
import dev.millrace.worker.testing.FilledTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Renewals and settlements read the rows they are about, however large the table is. */
final class WorkPlanTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final Failure FAILURE = new Failure(FailureClass.TRANSIENT, "away");

  @BeforeAll
  static void fill() {
    FilledTable.fill(DATABASE);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void renewalsDoNotReadTheWholeTable() {
    ContentRequestLeases leases = DATABASE.bean(ContentRequestLeases.class);
    List<Plan> plans =
        Plans.of(DATABASE, connection -> leases.renew(connection, held(), Duration.ofSeconds(30)));
    assertThat(plans).isNotEmpty().allSatisfy(WorkPlanTest::assertTableIsNotScanned);
  }

  @Test
  void settlementsOfEveryKindDoNotReadTheWholeTable() {
    SettlementRepository repository = DATABASE.bean(SettlementRepository.class);
    List<Plan> plans =
        Plans.of(DATABASE, connection -> repository.settle(connection, settlements()).settled());
    assertThat(plans).hasSize(4).allSatisfy(WorkPlanTest::assertTableIsNotScanned);
  }

  private static void assertTableIsNotScanned(Plan plan) {
    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
  }

  private static List<Settlement> settlements() {
    List<Outcome> outcomes =
        List.of(
            new Outcome.Completed(
                new Generation(Utf8.of("{}"), Utf8.of("# Text"), "test", "test", "1", Usage.NONE)),
            new Outcome.Retry(FAILURE, Duration.ofSeconds(1)),
            new Outcome.Failed(FAILURE),
            new Outcome.Released());
    List<Settlement> settlements = new ArrayList<>();
    for (Lease lease : held()) {
      settlements.add(
          new Settlement(
              request(lease.id()),
              lease,
              outcomes.get(settlements.size() % outcomes.size()),
              new Letter("s", lease.id().toString(), ByteString.EMPTY, "{}")));
    }
    return settlements;
  }

  private static List<Lease> held() {
    return DATABASE.list(
        "SELECT id, lease_token FROM content_requests WHERE status = 'processing' LIMIT 40",
        row ->
            new Lease(row.getObject("id", UUID.class), row.getObject("lease_token", UUID.class)));
  }

  private static ClaimedRequest request(UUID id) {
    return new ClaimedRequest(
        id, "o", "c", "t", "g", ContentFormat.LESSON, List.of(), 0, 5, 1, null);
  }
}
