package dev.millrace.api.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What was in a message, in the plainest of three forms; exactly one is there. */
record Payload(@Nullable JsonNode json, @Nullable String text, @Nullable String base64) {
  static Payload of(byte[] bytes) {
    try {
      return new Payload(ContentRequestCodec.parse(bytes), null, null);
    } catch (InvalidContentRequest notJson) {
      return textOf(bytes);
    }
  }

  private static Payload textOf(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Payload(null, text, null);
    } catch (CharacterCodingException binary) {
      return new Payload(null, null, Base64.getEncoder().encodeToString(bytes));
    }
  }
}
