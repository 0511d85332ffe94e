package dev.millrace.api.chat;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.health.Probe;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/**
 * Whether Google Chat takes what is posted: false while an answer waits that it has not taken.
 * There where events of Chat are taken.
 */
@Singleton
@Requires(property = "millrace.chat.audiences", pattern = ".+")
final class ChatProbe implements Probe {
  private static final Sql IS_REFUSED =
      Sql.of(
          """
          SELECT EXISTS (SELECT FROM run_handovers
                         WHERE state = 'waiting' AND target = 'chat' AND last_error IS NOT NULL) AS is_refused
          """);

  private final Database database;

  ChatProbe(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "google_chat";
  }

  @Override
  public boolean check() {
    return !database
        .read(connection -> IS_REFUSED.on(connection).first(row -> row.getBoolean("is_refused")))
        .orElse(true);
  }
}
