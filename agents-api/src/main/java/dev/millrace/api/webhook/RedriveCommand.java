package dev.millrace.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.FieldReader;
import dev.millrace.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries are made again.
 *
 * @param ids these; null when a filter says which
 * @param filter those of a filter; null when ids say which
 * @param isDryRun only tell what would happen
 * @param limit the most deliveries
 */
record RedriveCommand(
    @Nullable List<UUID> ids, @Nullable DeliveryFilter filter, boolean isDryRun, int limit) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 10_000;

  /** Reads a body; 400 when it is not JSON, 422 with everything that is wrong with it. */
  static RedriveCommand read(byte[] body, String organizationId) {
    ObjectNode document = BodyReader.object(body);
    boolean isByIds = document.hasNonNull("ids");
    List<Violation> refused = new ArrayList<>();
    if (isByIds == document.hasNonNull("filter")) {
      refused.add(new Violation("", "Say which deliveries: with exactly one of ids and filter."));
    }
    List<UUID> ids = isByIds ? ids(document.get("ids"), refused) : null;
    ObjectNode rest = document.deepCopy();
    rest.remove("ids");
    FieldReader fields = new FieldReader(rest);
    ObjectNode selection = fields.object("filter");
    DeliveryFilter filter =
        isByIds ? null : DeliveryFilter.read(selection, organizationId, refused);
    Boolean isDryRun = fields.optionalFlag("dry_run");
    Integer limit = fields.optionalNumber("limit", 1, MOST);
    fields.refuseRemaining();
    refused.addAll(fields.violations());
    if (!refused.isEmpty()) {
      throw BodyReader.invalid(refused);
    }
    return new RedriveCommand(
        ids,
        filter,
        isDryRun != null && isDryRun,
        limit == null ? (isByIds ? MOST : DEFAULT_LIMIT) : limit);
  }

  private static List<UUID> ids(JsonNode node, List<Violation> refused) {
    List<UUID> ids = new ArrayList<>();
    if (!node.isArray() || node.isEmpty() || node.size() > MOST) {
      refused.add(new Violation("/ids", "This must be an array of 1 to " + MOST + " ids."));
      return ids;
    }
    for (int index = 0; index < node.size() && refused.size() < 20; index++) {
      String text = node.get(index).asText();
      try {
        UUID id = UUID.fromString(text);
        if (id.toString().equalsIgnoreCase(text)) {
          ids.add(id);
          continue;
        }
      } catch (IllegalArgumentException malformed) {
        // Refused below, as are the shortened forms that the platform also reads.
      }
      refused.add(new Violation("/ids/" + index, "This must be a UUID."));
    }
    return ids.stream().distinct().toList();
  }
}
