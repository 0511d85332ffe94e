package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.api.idempotency.KeyedCall;
import dev.millrace.api.webhook.DeliveryRepository.Locked;
import dev.millrace.callback.EventTypes;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.paging.Cursor;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of deliveries. A redrive is done in parts, each one transaction with its audit, so that a
 * long one holds no locks for long. Blocks.
 */
@Singleton
final class DeliveryService {
  private static final Logger logger = LoggerFactory.getLogger(DeliveryService.class);
  private static final int PART = 200;

  private final Database database;
  private final DeliveryRepository deliveries;
  private final KeyedCall keyed;
  private final AuditRepository audit;
  private final Clock clock;

  DeliveryService(
      Database database,
      DeliveryRepository deliveries,
      KeyedCall keyed,
      AuditRepository audit,
      Clock clock) {
    this.database = database;
    this.deliveries = deliveries;
    this.keyed = keyed;
    this.audit = audit;
    this.clock = clock;
  }

  /** A delivery that was made, now or by an earlier call of the same key. */
  record Made(Delivery delivery, boolean isReplayed) {}

  Optional<Delivery> find(Caller caller, UUID id) {
    return database.read(connection -> deliveries.find(connection, caller.organizationId(), id));
  }

  List<Delivery> list(DeliveryFilter filter, @Nullable Cursor cursor, int limit) {
    return database.read(connection -> deliveries.list(connection, filter, cursor, limit));
  }

  /** Makes a delivery by which its receiver can be tried. */
  Made test(Caller caller, Endpoint endpoint, @Nullable IdempotencyKey key) {
    if (!endpoint.isEnabled()) {
      throw ProblemException.conflict("The endpoint is disabled; enable it first.");
    }
    return database.write(connection -> test(connection, caller, endpoint, key));
  }

  private Made test(
      Connection connection, Caller caller, Endpoint endpoint, @Nullable IdempotencyKey key) {
    String organization = caller.organizationId();
    UUID id = ContentRequestRepository.newId();
    Optional<UUID> earlier = keyed.earlier(connection, organization, key, id);
    if (earlier.isEmpty()) {
      deliveries.insertTest(connection, organization, endpoint.id(), id, payload(endpoint));
      audit.write(
          connection,
          caller,
          "webhook_endpoints.test",
          endpoint.id().toString(),
          ContentRequestCodec.emptyObject().put("delivery_id", id.toString()));
    }
    return deliveries
        .find(connection, organization, earlier.orElse(id))
        .map(delivery -> new Made(delivery, earlier.isPresent()))
        .orElseThrow(() -> new ProblemException(KeyProblems.gone()));
  }

  private String payload(Endpoint endpoint) {
    ObjectNode payload = ContentRequestCodec.emptyObject();
    payload.put("type", EventTypes.TEST);
    payload.put("timestamp", clock.instant().toString());
    payload.putObject("data").put("endpoint_id", endpoint.id().toString());
    return ContentRequestCodec.text(payload);
  }

  /** Does what the command says. */
  RedriveResult redrive(Caller caller, RedriveCommand command) {
    List<UUID> ids = meant(command);
    List<RedriveResult.Item> results = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += PART) {
      List<UUID> part = ids.subList(from, Math.min(from + PART, ids.size()));
      results.addAll(
          database.write(connection -> redrive(connection, caller, part, command.isDryRun())));
    }
    RedriveResult result = RedriveResult.of(command.isDryRun(), results);
    if (result.redriven() > 0 && !result.dryRun()) {
      logger
          .atInfo()
          .addKeyValue("event", "webhook_deliveries.redriven")
          .addKeyValue("organization_id", caller.organizationId())
          .addKeyValue("count", result.redriven())
          .addKeyValue("skipped", result.skipped())
          .log("Deliveries are made again");
    }
    return result;
  }

  private List<UUID> meant(RedriveCommand command) {
    List<UUID> ids = command.ids();
    DeliveryFilter filter = command.filter();
    if (ids != null) {
      return ids.subList(0, Math.min(ids.size(), command.limit()));
    }
    return filter == null
        ? List.of()
        : database.read(connection -> deliveries.ids(connection, filter, command.limit()));
  }

  private List<RedriveResult.Item> redrive(
      Connection connection, Caller caller, List<UUID> ids, boolean isDryRun) {
    Map<UUID, Locked> locked = deliveries.lock(connection, caller.organizationId(), ids);
    List<RedriveResult.Item> results = ids.stream().map(id -> item(id, locked.get(id))).toList();
    List<UUID> redriven =
        results.stream()
            .filter(each -> each.status() == RedriveResult.Item.REDRIVEN)
            .map(RedriveResult.Item::id)
            .toList();
    if (!isDryRun && !redriven.isEmpty()) {
      deliveries.redrive(connection, caller.organizationId(), redriven);
      ObjectNode detail = ContentRequestCodec.emptyObject();
      ArrayNode audited = detail.putArray("ids");
      redriven.forEach(id -> audited.add(id.toString()));
      audit.write(connection, caller, "webhook_deliveries.redrive", "webhook_deliveries", detail);
    }
    return results;
  }

  private static RedriveResult.Item item(UUID id, @Nullable Locked delivery) {
    if (delivery == null) {
      return RedriveResult.Item.skipped(id, "There is no such delivery.");
    }
    if (delivery.isOfDeleted()) {
      return RedriveResult.Item.skipped(id, "Its endpoint is deleted.");
    }
    if (delivery.isOfDisabled()) {
      return RedriveResult.Item.skipped(id, "Its endpoint is disabled; enable it first.");
    }
    return switch (delivery.state()) {
      case PENDING, DELIVERING -> RedriveResult.Item.skipped(id, "It is under way already.");
      case DELIVERED, FAILED -> RedriveResult.Item.redriven(id);
    };
  }
}
