package dev.millrace.scheduler.storage;

import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.dispatch.Publication;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content requests that schedules fire: rows of Postgres, wherever schedules are kept. */
@Singleton
public final class RequestRows {
  private final ContentRequestRepository requests;

  RequestRows(ContentRequestRepository requests) {
    this.requests = requests;
  }

  /**
   * Inserts requests, each unless its correlation id is known, and answers what is to be published
   * after the commit. One that was there already is not published again: its row sees to that.
   */
  public List<Publication> insert(Connection connection, List<Intake> intakes) {
    if (intakes.isEmpty()) {
      return List.of();
    }
    List<Accepted> accepted = requests.insert(connection, intakes);
    List<Publication> publications = new ArrayList<>(intakes.size());
    for (int index = 0; index < intakes.size(); index++) {
      Intake intake = intakes.get(index);
      if (accepted.get(index).isNew() && accepted.get(index).isDue()) {
        publications.add(publication(intake));
      }
    }
    return publications;
  }

  private static Publication publication(Intake intake) {
    @Nullable String trace = intake.traceParent();
    return new Publication(intake.id(), 1, intake.organizationId(), intake.request(), trace);
  }
}
