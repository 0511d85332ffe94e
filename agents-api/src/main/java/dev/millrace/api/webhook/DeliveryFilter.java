package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.callback.EventTypes;
import dev.millrace.content.FieldReader;
import dev.millrace.paging.Query;
import dev.millrace.problem.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which of an organization's deliveries are meant. */
record DeliveryFilter(
    String organizationId,
    @Nullable DeliveryState state,
    @Nullable UUID endpointId,
    @Nullable String eventType,
    @Nullable UUID subjectId,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore) {
  static final Set<String> PARAMETERS =
      Set.of(
          "state",
          "endpoint_id",
          "event_type",
          "subject_id",
          "created_after",
          "created_before",
          "cursor",
          "limit");

  /** The filter in a query string. */
  static DeliveryFilter read(Query query, String organizationId) {
    return new DeliveryFilter(
        organizationId,
        query.oneOf("state", DeliveryState::of, DeliveryState.names()),
        query.uuid("endpoint_id"),
        query.oneOf("event_type", DeliveryFilter::eventType, eventTypes()),
        query.uuid("subject_id"),
        query.instant("created_after"),
        query.instant("created_before"));
  }

  /** The filter in a body: failed deliveries, unless it says otherwise. */
  static DeliveryFilter read(ObjectNode document, String organizationId, List<Violation> refused) {
    FieldReader fields = new FieldReader(document);
    DeliveryState state = fields.optionalOneOf("state", DeliveryState::of, DeliveryState.names());
    DeliveryFilter filter =
        new DeliveryFilter(
            organizationId,
            state == null ? DeliveryState.FAILED : state,
            fields.optionalUuid("endpoint_id"),
            fields.optionalOneOf("event_type", DeliveryFilter::eventType, eventTypes()),
            fields.optionalUuid("subject_id"),
            fields.optionalInstant("created_after"),
            fields.optionalInstant("created_before"));
    fields.refuseRemaining();
    fields
        .violations()
        .forEach(fault -> refused.add(new Violation("/filter" + fault.pointer(), fault.message())));
    return filter;
  }

  /** Names the list to its cursors. */
  String name() {
    return toString();
  }

  private static Optional<String> eventType(String name) {
    return Optional.of(name).filter(eventTypes()::contains);
  }

  private static List<String> eventTypes() {
    List<String> types = new ArrayList<>(EventTypes.OF_ENDS);
    types.add(EventTypes.TEST);
    return types;
  }
}
