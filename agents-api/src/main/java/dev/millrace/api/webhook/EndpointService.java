package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.api.idempotency.KeyedCall;
import dev.millrace.callback.SigningSecrets;
import dev.millrace.callback.SigningSecrets.Known;
import dev.millrace.callback.SigningSecrets.Owner;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.paging.Cursor;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers do with endpoints and secrets; each change with its audit. Blocks. */
@Singleton
final class EndpointService {
  private static final int MOST = 50;

  private final Database database;
  private final EndpointRepository endpoints;
  private final SigningSecrets secrets;
  private final KeyedCall keyed;
  private final AuditRepository audit;

  EndpointService(
      Database database,
      EndpointRepository endpoints,
      SigningSecrets secrets,
      KeyedCall keyed,
      AuditRepository audit) {
    this.database = database;
    this.endpoints = endpoints;
    this.secrets = secrets;
    this.keyed = keyed;
    this.audit = audit;
  }

  /**
   * An endpoint that was made.
   *
   * @param secret null when an earlier call of the same key made it
   */
  record Made(Endpoint endpoint, @Nullable String secret) {
    @Override
    public String toString() {
      return "Made[" + endpoint.id() + "]";
    }
  }

  Made create(Caller caller, NewEndpoint endpoint, @Nullable IdempotencyKey key) {
    return database.write(connection -> create(connection, caller, endpoint, key));
  }

  private Made create(
      Connection connection, Caller caller, NewEndpoint endpoint, @Nullable IdempotencyKey key) {
    String organization = caller.organizationId();
    UUID id = ContentRequestRepository.newId();
    Optional<UUID> earlier = keyed.earlier(connection, organization, key, id);
    if (earlier.isPresent()) {
      return endpoints
          .find(connection, organization, earlier.get())
          .map(found -> new Made(found, null))
          .orElseThrow(() -> new ProblemException(KeyProblems.gone()));
    }
    if (endpoints.count(connection, organization) >= MOST) {
      throw ProblemException.conflict(
          "The organization has " + MOST + " webhook endpoints; delete one first.");
    }
    endpoints.insert(connection, organization, id, endpoint);
    String secret = secrets.make(connection, new Owner(organization, id)).orElseThrow();
    audit.write(connection, caller, "webhook_endpoints.create", id.toString(), nothing());
    return new Made(required(connection, organization, id), secret);
  }

  List<Endpoint> list(Caller caller, @Nullable Cursor cursor, int limit) {
    return database.read(
        connection -> endpoints.list(connection, caller.organizationId(), cursor, limit));
  }

  Endpoint get(Caller caller, UUID id) {
    return database.read(connection -> required(connection, caller.organizationId(), id));
  }

  Endpoint change(Caller caller, UUID id, EndpointChange change) {
    return database.write(
        connection -> {
          if (!endpoints.update(connection, caller.organizationId(), id, change)) {
            throw notFound(id);
          }
          ObjectNode detail = nothing();
          change.fields().forEach(detail.putArray("fields")::add);
          if (change.enabled() != null) {
            detail.put("enabled", change.enabled());
          }
          audit.write(connection, caller, "webhook_endpoints.change", id.toString(), detail);
          return required(connection, caller.organizationId(), id);
        });
  }

  void delete(Caller caller, UUID id) {
    database.write(
        connection -> {
          if (!endpoints.delete(connection, caller.organizationId(), id)) {
            throw notFound(id);
          }
          audit.write(connection, caller, "webhook_endpoints.delete", id.toString(), nothing());
          return id;
        });
  }

  Made rotate(Caller caller, UUID id, Duration overlap) {
    return database.write(
        connection -> {
          required(connection, caller.organizationId(), id);
          String secret = rotate(connection, caller, id, overlap);
          return new Made(required(connection, caller.organizationId(), id), secret);
        });
  }

  /** What is known of the secret of the organization's callback URLs. */
  Optional<Known> secret(Caller caller) {
    return database.read(
        connection -> secrets.find(connection, new Owner(caller.organizationId(), null)));
  }

  SecretResource rotate(Caller caller, Duration overlap) {
    return database.write(
        connection -> {
          String secret = rotate(connection, caller, null, overlap);
          Owner owner = new Owner(caller.organizationId(), null);
          return SecretResource.of(secrets.find(connection, owner).orElseThrow(), secret);
        });
  }

  private String rotate(
      Connection connection, Caller caller, @Nullable UUID endpoint, Duration overlap) {
    audit.write(
        connection,
        caller,
        "webhook_secrets.rotate",
        endpoint == null ? "organization" : endpoint.toString(),
        nothing().put("overlap", overlap.toString()));
    return secrets.rotate(connection, new Owner(caller.organizationId(), endpoint), overlap);
  }

  private Endpoint required(Connection connection, String organizationId, UUID id) {
    return endpoints.find(connection, organizationId, id).orElseThrow(() -> notFound(id));
  }

  private static ObjectNode nothing() {
    return ContentRequestCodec.emptyObject();
  }

  private static ProblemException notFound(UUID id) {
    return ProblemException.notFound("webhook endpoint " + id);
  }
}
