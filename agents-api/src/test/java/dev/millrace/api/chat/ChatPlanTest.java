package dev.millrace.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plan that Postgres makes for what was said before, among many conversations. */
final class ChatPlanTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  @BeforeAll
  static void fill() {
    DATABASE.execute(
        """
        WITH runs AS (
          INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, status, outcome, progress, completed_at)
          SELECT gen_random_uuid(), 'acme', 'c-' || n, 'chat', 'p', 'completed', 'task_created', 100, now()
          FROM generate_series(1, 10000) n
          RETURNING id, correlation_id
        ), messages AS (
          INSERT INTO chat_messages (run_id, space, conversation, sender, answer_by, created_at)
          SELECT id, 'spaces/A', 'spaces/A/threads/' || substring(correlation_id FROM 3)::integer % 500, 's', now(),
                 now() - substring(correlation_id FROM 3)::integer * interval '1 second'
          FROM runs
        )
        INSERT INTO agent_tasks (run_id, organization_id, kind, title, result, steps, input_tokens, output_tokens, images, cost,
                                 duration_ms)
        SELECT id, 'acme', 'chat', 't', '{"answer": {"reply": "r"}}', 2, 1, 1, 0, 0, 1 FROM runs
        """);
    DATABASE.execute("ANALYZE agent_runs, agent_tasks, chat_messages");
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void whatWasSaidBeforeIsFoundByTheConversation() {
    ChatRepository repository = new ChatRepository();

    Plan plan =
        Plans.of(
                DATABASE,
                connection ->
                    assertThat(
                            repository.earlier(connection, "acme", "spaces/A/threads/7", 5, 1_000))
                        .hasSize(5))
            .getFirst();

    assertThat(plan.indexes()).as(plan::toString).contains("chat_messages_conversation");
    assertThat(plan.rowsRead("chat_messages")).as(plan::toString).isLessThan(50);
  }
}
