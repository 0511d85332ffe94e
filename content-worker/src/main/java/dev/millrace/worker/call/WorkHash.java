package dev.millrace.worker.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Identifies equal work: SHA-256 of the model, the prompt's name and version, the input, and all
 * that was said so far. The order of an object's fields makes no difference.
 */
final class WorkHash {
  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final byte[] bytes;

  private WorkHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of a prompt to a model. */
  static WorkHash of(ModelName model, Prompt prompt) {
    MessageDigest digest = digest("text", model, prompt.name(), prompt.version());
    add(digest, normalized(prompt.input()));
    add(digest, Integer.toString(prompt.mostTokens()));
    // What is said follows from the input, but for a conversation that went on.
    for (Turn turn : prompt.turns()) {
      add(digest, turn.speaker().name());
      add(digest, turn.text());
    }
    return new WorkHash(digest.digest());
  }

  /** Of an order of a picture. */
  static WorkHash of(ModelName model, ImageOrder order) {
    MessageDigest digest = digest("image", model, order.promptVersion());
    add(digest, order.prompt());
    add(digest, order.width() + "x" + order.height());
    return new WorkHash(digest.digest());
  }

  /** The 32 bytes, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  private static String normalized(JsonNode input) {
    try {
      return SORTED.writeValueAsString(SORTED.treeToValue(input, Object.class));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A document can be written", impossible);
    }
  }

  private static MessageDigest digest(String kind, ModelName model, String... more) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, kind);
      add(digest, model.provider());
      add(digest, model.model());
      Arrays.stream(more).forEach(each -> add(digest, each));
      return digest;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  /** With its length, so that no two lists of texts look alike. */
  private static void add(MessageDigest digest, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, encoded.length));
    digest.update(encoded);
  }
}
