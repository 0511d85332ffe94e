package dev.millrace.scheduler.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.problem.Violation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A job that does as a test says, keeps what it was asked for, and wants a {@code region}. */
public final class ScriptedJob implements ScheduledJob {
  /** Its type. */
  public static final String TYPE = "nightly-report";

  /** What it does when nothing else is said. */
  public static final Script SUCCEED = run -> new JobOutcome.Succeeded();

  private final String type;
  private final List<ScheduledRun> runs = new CopyOnWriteArrayList<>();
  private volatile Script script = SUCCEED;

  /** What it does. */
  public interface Script {
    JobOutcome run(ScheduledRun run) throws Exception;
  }

  public ScriptedJob() {
    this(TYPE);
  }

  ScriptedJob(String type) {
    this.type = type;
  }

  /** From now on it does this. */
  public void does(Script changed) {
    runs.clear();
    script = changed;
  }

  /** What it was asked for since. */
  public List<ScheduledRun> runs() {
    return runs;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<Violation> objections(ObjectNode payload) {
    return payload.path("region").isTextual()
        ? List.of()
        : List.of(new Violation("/region", "This field is required: whose report it is."));
  }

  @Override
  public JobOutcome run(ScheduledRun run) throws Exception {
    runs.add(run);
    return script.run(run);
  }
}
