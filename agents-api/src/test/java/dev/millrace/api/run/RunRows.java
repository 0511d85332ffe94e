package dev.millrace.api.run;

import dev.millrace.testing.MigratedDatabase;
import java.util.UUID;

/** What a worker does to a run, done at once and by hand. */
public final class RunRows {
  private final MigratedDatabase database;

  public RunRows(MigratedDatabase database) {
    this.database = database;
  }

  /** Begins. */
  public void start(UUID id) {
    change(
        id,
        """
        status = 'processing', started_at = now(), lease_token = gen_random_uuid(), lease_owner = 'test', stage = 'plan',
        lease_until = now() + interval '1 minute', next_publish_at = now() + interval '2 minutes'
        """,
        "started");
  }

  /** Finishes a step. */
  public void finishPlan(UUID id) {
    database.execute(
        """
        INSERT INTO agent_logs (run_id, step, attempt, input, output, provider, model, prompt_version, cost, duration_ms)
        VALUES (?, 'plan', 1, '{"prompt": "A scarf"}', '{"title": "Scarf"}', 'offline', 'offline', '1', 0.5, 12)
        """,
        id);
    change(id, "progress = 15, stage = 'generate'", "progress");
  }

  /** Keeps a picture. */
  public void keep(UUID id, String name, String mediaType, String content) {
    database.execute(
        """
        INSERT INTO run_artifacts (run_id, name, media_type, width, height, bytes)
        VALUES (?, ?, ?, 64, 64, convert_to(?, 'UTF8'))
        """,
        id,
        name,
        mediaType,
        content);
  }

  /** Ends well, with a task. */
  public void complete(UUID id) {
    database.execute(
        """
        INSERT INTO agent_tasks (run_id, organization_id, shop, kind, title, result, steps, input_tokens, output_tokens,
                                 images, cost, duration_ms)
        SELECT id, organization_id, shop, kind, 'Scarf', '{"kind": "text", "text": "Soft"}', 4, 1, 2, 3, 0.25, 40
        FROM agent_runs WHERE id = ?
        """,
        id);
    change(
        id,
        """
        status = 'completed', outcome = 'task_created', progress = 100, completed_at = now(), lease_until = NULL,
        next_publish_at = NULL, stage = NULL
        """,
        "completed");
  }

  /** Ends well, with nothing to gather. */
  public void yieldNothing(UUID id) {
    change(
        id,
        """
        status = 'completed', outcome = 'no_task_created', outcome_reason = 'review_refused', progress = 100,
        completed_at = now(), lease_until = NULL, next_publish_at = NULL, stage = NULL
        """,
        "completed");
  }

  /** Ends badly, with a dead letter; answers the letter's id. */
  public UUID fail(UUID id) {
    change(
        id,
        """
        status = 'failed', failed_at = now(), retry_count = 5, lease_until = NULL, next_publish_at = NULL, stage = NULL,
        error_class = 'transient', error_message = 'No', error_fingerprint = 'no'
        """,
        "failed");
    UUID letter = UUID.randomUUID();
    database.execute(
        """
        INSERT INTO dead_letters (id, organization_id, run_id, dispatch, correlation_id, subscription, error_class,
                                  error_message, fingerprint, payload, payload_bytes)
        SELECT ?, organization_id, id, dispatch, correlation_id, 'agent-runs-sub', error_class, error_message,
               error_fingerprint, '{}', 2
        FROM agent_runs WHERE id = ?
        """,
        letter,
        id);
    return letter;
  }

  private void change(UUID id, String assignments, String event) {
    database.execute(
        "WITH changed AS (UPDATE agent_runs SET "
            + assignments
            + ", event_seq = event_seq + 1, updated_at = now() WHERE id = ? RETURNING id, event_seq)"
            + " INSERT INTO agent_run_events (run_id, seq, event) SELECT id, event_seq, '"
            + event
            + "' FROM changed",
        id);
  }
}
