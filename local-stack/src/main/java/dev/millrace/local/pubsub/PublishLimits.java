package dev.millrace.local.pubsub;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import java.util.Map;

/** The documented limits of a publish request ("Quotas and limits", resource limits). */
final class PublishLimits {
  private static final int REQUEST_BYTES = 10_000_000;
  private static final int REQUEST_MESSAGES = 1000;
  private static final int ATTRIBUTES = 100;
  private static final int KEY_BYTES = 256;
  private static final int VALUE_BYTES = 1024;
  private static final int ORDERING_KEY_BYTES = 1024;

  private PublishLimits() {}

  static void check(PublishRequest request) {
    require(request.getMessagesCount() > 0, "A publish request must have a message.");
    require(
        request.getMessagesCount() <= REQUEST_MESSAGES,
        "A publish request may have at most " + REQUEST_MESSAGES + " messages.");
    require(
        request.getSerializedSize() <= REQUEST_BYTES,
        "A publish request may have at most " + REQUEST_BYTES + " bytes.");
    request.getMessagesList().forEach(PublishLimits::check);
  }

  private static void check(PubsubMessage message) {
    require(
        !message.getData().isEmpty() || message.getAttributesCount() > 0,
        "A message must have data or an attribute.");
    require(
        message.getAttributesCount() <= ATTRIBUTES,
        "A message may have at most " + ATTRIBUTES + " attributes.");
    require(
        bytes(message.getOrderingKey()) <= ORDERING_KEY_BYTES,
        "An ordering key may have at most " + ORDERING_KEY_BYTES + " bytes.");
    message.getAttributesMap().entrySet().forEach(PublishLimits::check);
  }

  private static void check(Map.Entry<String, String> attribute) {
    String key = attribute.getKey();
    require(!key.isEmpty(), "An attribute must have a key.");
    require(!key.startsWith("goog"), "An attribute's key may not start with goog.");
    require(
        bytes(key) <= KEY_BYTES, "An attribute's key may have at most " + KEY_BYTES + " bytes.");
    require(
        bytes(attribute.getValue()) <= VALUE_BYTES,
        "An attribute's value may have at most " + VALUE_BYTES + " bytes.");
  }

  private static int bytes(String text) {
    return ByteString.copyFromUtf8(text).size();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw Refusal.invalid(rule);
    }
  }
}
