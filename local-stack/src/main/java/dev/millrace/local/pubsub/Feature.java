package dev.millrace.local.pubsub;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Set;

/** Refuses by name what the broker would otherwise silently ignore. */
final class Feature {
  private Feature() {}

  /** Throws UNIMPLEMENTED naming the first field that is set and not among {@code served}. */
  static void requireOnly(Message message, Set<String> served) {
    message.getAllFields().entrySet().stream()
        .filter(field -> !served.contains(field.getKey().getName()))
        .filter(field -> !isEmpty(field.getKey(), field.getValue()))
        .findFirst()
        .ifPresent(
            field -> {
              String owner = message.getDescriptorForType().getName();
              throw Refusal.unimplemented(owner + "." + field.getKey().getName());
            });
  }

  private static boolean isEmpty(FieldDescriptor field, Object value) {
    return !field.isRepeated()
        && value instanceof Message nested
        && nested.getAllFields().isEmpty();
  }
}
