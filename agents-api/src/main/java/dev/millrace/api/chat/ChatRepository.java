package dev.millrace.api.chat;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The rows of {@code chat_messages}, and the answers that are given in a call. */
@Singleton
class ChatRepository {
  private static final Sql NOTE =
      Sql.of(
          """
          INSERT INTO chat_messages (run_id, space, thread, conversation, sender, answer_by)
          VALUES (:run, :space, :thread, :conversation, :sender, now() + :wait * interval '1 second')
          """);

  private static final Sql EARLIER =
      Sql.of(
          """
          SELECT left(r.prompt, :longest) AS asked, left(t.result #>> '{answer,reply}', :longest) AS answered
          FROM chat_messages m
          JOIN agent_runs r ON r.id = m.run_id
          JOIN agent_tasks t ON t.run_id = m.run_id
          WHERE m.conversation = :conversation AND m.created_at > now() - interval '1 day'
            AND r.organization_id = :organization
          ORDER BY m.created_at DESC
          LIMIT :most
          """);

  /** One that somebody has begun to post has an attempt. */
  private static final Sql GIVE =
      Sql.of(
          """
          INSERT INTO run_handovers (run_id, target, state, ended_at)
          SELECT run_id, 'chat', 'delivered', now() FROM chat_messages WHERE run_id = :run
          ON CONFLICT (run_id, target) DO UPDATE
          SET state = 'delivered', ended_at = now(), next_attempt_at = NULL
          WHERE run_handovers.attempts = 0
          RETURNING run_id
          """);

  private static final Sql PROMISE =
      Sql.of(
          """
          WITH promised AS (
            UPDATE chat_messages SET answer_by = now() WHERE run_id = :run AND answer_by > now()
          )
          UPDATE run_handovers
          SET next_attempt_at = now()
          WHERE run_id = :run AND target = 'chat' AND state = 'waiting' AND attempts = 0
          """);

  /** What was asked, and answered. */
  record Exchange(String asked, String answered) {}

  /** Notes where the answer of a run goes, and for how long a call waits for it. */
  void note(Connection connection, UUID run, ChatEvent.Question question, Duration wait) {
    NOTE.on(connection)
        .bind("run", run)
        .bind("space", question.space())
        .bind("thread", question.thread())
        .bind("conversation", question.conversation())
        .bind("sender", question.sender().label())
        .bind("wait", Sql.seconds(wait))
        .update();
  }

  /**
   * What was said in a conversation within a day, the newest first.
   *
   * @param longest how many characters of each text
   */
  List<Exchange> earlier(
      Connection connection, String organization, String conversation, int most, int longest) {
    return EARLIER
        .on(connection)
        .bind("organization", organization)
        .bind("conversation", conversation)
        .bind("most", most)
        .bind("longest", longest)
        .list(row -> new Exchange(row.getString("asked"), row.getString("answered")));
  }

  /**
   * Notes that a call gives the answer of a run that has ended; true if it may, also when an
   * earlier call did. False if it is posted, or was.
   */
  boolean give(Connection connection, UUID run) {
    return GIVE.on(connection).bind("run", run).first(row -> true).orElse(false);
  }

  /** Notes that no call waits for an answer any more: it is posted as soon as it is there. */
  int promise(Connection connection, UUID run) {
    return PROMISE.on(connection).bind("run", run).update();
  }
}
