package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.sql.Connection;

/** Writes down who did what to webhooks. */
@Singleton
final class AuditRepository {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, :actor, :action, :target, :detail::jsonb)
          """);

  void write(
      Connection connection, Caller caller, String action, String target, ObjectNode detail) {
    INSERT
        .on(connection)
        .bind("id", ContentRequestRepository.newId())
        .bind("organization", caller.organizationId())
        .bind("actor", caller.subject())
        .bind("action", action)
        .bind("target", target)
        .bind("detail", detail.toString())
        .update();
  }
}
