package dev.millrace.local.pubsub;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Map;

/** One REST request, matched to its route: the resource it names, its query and its JSON body. */
record RestCall(String resource, Map<String, List<String>> query, String json) {
  /** The body read into the builder, by the JSON mapping of Protocol Buffers. */
  <B extends Message.Builder> B body(B builder) {
    if (!json.isBlank()) {
      try {
        JsonFormat.parser().merge(json, builder);
      } catch (InvalidProtocolBufferException malformed) {
        throw Refusal.invalid("Invalid JSON payload received. " + malformed.getMessage());
      }
    }
    return builder;
  }

  String pageToken() {
    return first("pageToken", "");
  }

  int pageSize() {
    String size = first("pageSize", "0");
    try {
      return Integer.parseInt(size);
    } catch (NumberFormatException notANumber) {
      throw Refusal.invalid("Invalid page size (pageSize=" + size + ").");
    }
  }

  private String first(String parameter, String otherwise) {
    return query.getOrDefault(parameter, List.of(otherwise)).getFirst();
  }
}
