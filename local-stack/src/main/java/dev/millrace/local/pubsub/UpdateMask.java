package dev.millrace.local.pubsub;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.util.FieldMaskUtil;
import java.util.List;
import java.util.Set;

/** Which fields an update replaces. */
record UpdateMask(FieldMask mask) {
  private static final Set<String> IMMUTABLE = Set.of("name", "topic");

  static UpdateMask of(FieldMask mask) {
    if (mask.getPathsCount() == 0) {
      throw Refusal.invalid("The update_mask in the request must be set and not empty.");
    }
    return new UpdateMask(mask);
  }

  /** The current message with the masked fields of the wanted one. */
  @SuppressWarnings("unchecked") // a builder of M builds an M
  <M extends Message> M apply(M current, M wanted, Set<String> served) {
    mask.getPathsList().forEach(path -> check(path, current, served));
    Message.Builder changed = current.toBuilder();
    FieldMaskUtil.MergeOptions replace =
        new FieldMaskUtil.MergeOptions()
            .setReplaceMessageFields(true)
            .setReplaceRepeatedFields(true)
            .setReplacePrimitiveFields(true);
    FieldMaskUtil.merge(mask, wanted, changed, replace);
    return (M) changed.build();
  }

  private static void check(String path, Message message, Set<String> served) {
    String field = List.of(path.split("\\.", 2)).getFirst();
    if (message.getDescriptorForType().findFieldByName(field) == null) {
      throw Refusal.invalid("Invalid update_mask provided (path=" + path + ").");
    }
    if (IMMUTABLE.contains(field)) {
      throw Refusal.invalid("The field " + field + " cannot be updated.");
    }
    if (!served.contains(field)) {
      throw Refusal.unimplemented(message.getDescriptorForType().getName() + "." + field);
    }
  }
}
