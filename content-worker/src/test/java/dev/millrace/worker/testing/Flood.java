package dev.millrace.worker.testing;

import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.database.Database;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.testing.ContentRequestJson;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Takes requests in by the set and publishes what is due, as agents-api does. */
public final class Flood {
  private static final int SET = 500;

  private final Database database;
  private final ContentRequestRepository requests;
  private final RequestPublisher publisher;

  private Flood(Database database, ContentRequestRepository requests, RequestPublisher publisher) {
    this.database = database;
    this.requests = requests;
    this.publisher = publisher;
  }

  /** With the beans of a worker. */
  public static Flood of(ApplicationContext worker) {
    return new Flood(
        worker.getBean(Database.class),
        worker.getBean(ContentRequestRepository.class),
        worker.getBean(RequestPublisher.class));
  }

  /** So many requests of an organization. */
  public void accept(String organization, int count) {
    List<Intake> intakes = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      intakes.add(intake(organization));
    }
    accept(intakes);
  }

  /** So many requests of each of so many organizations, one of each after the other. */
  public void acceptOfMany(int organizations, int each) {
    List<Intake> intakes = new ArrayList<>(organizations * each);
    for (int turn = 0; turn < each; turn++) {
      for (int organization = 0; organization < organizations; organization++) {
        intakes.add(intake("organization-" + organization));
      }
    }
    accept(intakes);
  }

  private void accept(List<Intake> intakes) {
    for (int from = 0; from < intakes.size(); from += SET) {
      List<Intake> set = intakes.subList(from, Math.min(from + SET, intakes.size()));
      List<Accepted> accepted = database.write(connection -> requests.insert(connection, set));
      List<Publication> due = new ArrayList<>();
      for (int index = 0; index < set.size(); index++) {
        if (accepted.get(index).isDue()) {
          Intake intake = set.get(index);
          due.add(new Publication(intake.id(), 1, intake.organizationId(), intake.request(), null));
        }
      }
      publisher.publish(due);
    }
  }

  private static Intake intake(String organization) {
    UUID id = ContentRequestRepository.newId();
    ContentRequestJson document =
        ContentRequestJson.valid()
            .with("id", id.toString())
            .with("correlation_id", id.toString())
            .with("organization_id", organization);
    return new Intake(id, organization, id.toString(), document.decoded(), null);
  }
}
