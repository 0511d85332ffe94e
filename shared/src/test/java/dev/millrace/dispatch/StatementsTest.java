package dev.millrace.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.testing.Intakes;
import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every statement of shared is one that Postgres understands. */
class StatementsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  private final ContentRequestRepository requests = DATABASE.bean(ContentRequestRepository.class);
  private final DispatchRepository dispatch = DATABASE.bean(DispatchRepository.class);

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void insertExistingAndFindRun() {
    Intake intake = Intakes.fresh();

    List<Accepted> first =
        DATABASE.database().write(connection -> requests.insert(connection, List.of(intake)));
    List<Accepted> second =
        DATABASE.database().write(connection -> requests.insert(connection, List.of(intake)));

    assertThat(first.getFirst().isNew()).isTrue();
    assertThat(second.getFirst().id()).isEqualTo(intake.id());
    Optional<ContentRequest> found =
        DATABASE.database().read(connection -> requests.find(connection, intake.id()));
    assertThat(found).map(ContentRequest::topic).contains("Python Basics");
  }

  @Test
  void markUnpublishedAndTakeDueRun() {
    Intake intake = Intakes.fresh();
    DATABASE.database().write(connection -> requests.insert(connection, List.of(intake)));
    Publication publication =
        new Publication(intake.id(), 1, intake.organizationId(), intake.request(), null);

    int marked =
        DATABASE
            .database()
            .write(connection -> dispatch.markUnpublished(connection, List.of(publication)));
    List<Publication> due =
        DATABASE.database().write(connection -> dispatch.takeDue(connection, 500)).publications();

    assertThat(marked).isEqualTo(1);
    assertThat(due).extracting(Publication::id).contains(intake.id());
  }

  @Test
  void freeEndedLeasesRuns() {
    assertThat(DATABASE.database().write(dispatch::freeEndedLeases)).isEmpty();
  }
}
