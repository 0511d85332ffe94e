package dev.millrace.scheduler.administration;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Map;
import java.util.UUID;

/** What callers did, and to what. */
@Singleton
final class AuditRepository {
  private static final Sql WRITE =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, :actor, :action, :target, :detail::jsonb)
          """);

  /** Writes that a caller did something to a schedule. */
  void write(
      Connection connection,
      Caller caller,
      String action,
      UUID schedule,
      Map<String, String> detail) {
    WRITE
        .on(connection)
        .bind("id", ContentRequestRepository.newId())
        .bind("organization", caller.organizationId())
        .bind("actor", caller.subject())
        .bind("action", action)
        .bind("target", schedule.toString())
        .bind("detail", ContentRequestCodec.toJson(detail))
        .update();
  }
}
