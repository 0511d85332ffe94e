package dev.millrace.scheduler.storage.json;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.Intake;
import dev.millrace.content.NewContentRequest;
import dev.millrace.dispatch.Publication;
import dev.millrace.scheduler.storage.Calls;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.Executions;
import dev.millrace.scheduler.storage.Ledger;
import dev.millrace.scheduler.storage.Outbox;
import dev.millrace.scheduler.storage.Register;
import dev.millrace.scheduler.storage.Shadow;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.scheduler.storage.Views;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A unit of work on the state in memory. */
record JsonTransaction(State state, Instant now, Duration rescueAfter, WorkerRows workerRows)
    implements Transaction {
  @Override
  public DueSchedules due() {
    return new JsonDue(state, now, workerRows);
  }

  @Override
  public Ledger ledger() {
    return new JsonLedger(state, now, rescueAfter, workerRows);
  }

  @Override
  public Outbox outbox() {
    return new JsonOutbox(state, now, rescueAfter, workerRows);
  }

  @Override
  public Register register() {
    return new JsonRegister(state, now);
  }

  @Override
  public Views views() {
    return new JsonViews(state, now);
  }

  @Override
  public Executions executions() {
    return new JsonExecutions(state, now);
  }

  @Override
  public Calls calls() {
    return new JsonCalls(state, now);
  }

  @Override
  public Shadow shadow() {
    return new JsonShadow(state, now, workerRows);
  }

  /** They are kept here until {@link RequestDelivery} has made rows of them. */
  @Override
  public List<Publication> request(List<Intake> intakes) {
    for (Intake intake : intakes) {
      NewContentRequest request = intake.request();
      state.requests.put(
          new StoredRequest(
              intake.correlationId(),
              intake.organizationId(),
              ContentRequestCodec.parseObject(
                  new String(ContentRequestCodec.encode(request), StandardCharsets.UTF_8)),
              now));
    }
    return List.of();
  }

  @Override
  public int prune(Duration retention, int most) {
    return Retention.prune(state, now.minus(retention), most);
  }
}
