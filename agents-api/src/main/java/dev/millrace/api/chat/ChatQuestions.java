package dev.millrace.api.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Organizations;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.run.RunIntake;
import dev.millrace.run.RunKind;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes runs of questions. Thread-safe. */
@Singleton
final class ChatQuestions {
  /** How many questions and answers before go with one. */
  static final int MOST_EXCHANGES = 5;

  /** How many characters of each. */
  static final int LONGEST_TEXT = 1_000;

  private static final int MOST_CONTEXT_BYTES = 12 * 1024;
  private static final int LONGEST_CORRELATION = 128;

  private final String organization;

  ChatQuestions(ChatConfig config, Organizations organizations) {
    this.organization =
        config.organization().isEmpty() ? organizations.ofTheNameless() : config.organization();
  }

  /** Whose runs they are. */
  String organization() {
    return organization;
  }

  /**
   * The run of a question. Its correlation id is made of the message's name, so that an event that
   * comes again leads to the same run.
   *
   * @param earlier what was said before, the newest first
   * @throws InvalidAgentRun when nothing can be made of it
   */
  RunIntake run(
      ChatEvent.Question question,
      List<ChatRepository.Exchange> earlier,
      @Nullable String traceParent)
      throws InvalidAgentRun {
    ObjectNode document =
        ContentRequestCodec.emptyObject()
            .put("kind", RunKind.CHAT.wireName())
            .put("prompt", question.text());
    ArrayNode conversation = conversation(earlier);
    if (!conversation.isEmpty()) {
      document.putObject("parameters").set("conversation", conversation);
    }
    document.putObject("metadata").put("source", "google_chat");
    return RunIntake.of(
        ContentRequestRepository.newId(),
        organization,
        correlation(question.message()),
        AgentRunCodec.decode(document),
        traceParent);
  }

  /** The oldest first, as it is read, and as many of the newest as there is room for. */
  private static ArrayNode conversation(List<ChatRepository.Exchange> earlier) {
    ObjectNode measured = ContentRequestCodec.emptyObject();
    ArrayNode conversation = measured.putArray("conversation");
    for (ChatRepository.Exchange exchange : earlier) {
      conversation
          .insertObject(0)
          .put("asked", exchange.asked())
          .put("answered", exchange.answered());
      if (ContentRequestCodec.encode(measured).length > MOST_CONTEXT_BYTES) {
        conversation.remove(0);
        break;
      }
    }
    return conversation;
  }

  private static String correlation(String message) {
    String plain = "chat:" + message;
    return plain.length() <= LONGEST_CORRELATION ? plain : "chat:" + digest(message);
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
