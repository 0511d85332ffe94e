package dev.millrace.worker.handover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.chat.ChatAnswer;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.outbound.Excerpt;
import dev.millrace.outbound.OutboundClient;
import dev.millrace.outbound.OutboundRequest;
import dev.millrace.outbound.OutboundResult;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;

/**
 * Posts answers by Google Chat's REST API, in the thread of the question: <a
 * href="https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create">
 * spaces.messages.create</a>. Both of its ids are the run's, so that a repetition makes no second
 * message. Thread-safe; blocks.
 */
@Singleton
final class ChatPosts {
  private static final int UNAUTHORIZED = 401;
  private static final int EXISTS = 409;

  private final HandoverConfig config;
  private final ChatTokens tokens;
  private final OutboundClient client;

  ChatPosts(HandoverConfig config, ChatTokens tokens, OutboundClient client) {
    this.config = config;
    this.tokens = tokens;
    this.client = client;
  }

  /** Posts the answer of a run; one that is there already counts as taken. */
  OutboundResult post(UUID run, ChatAnswer answer) {
    String token;
    try {
      token = tokens.get();
    } catch (IOException none) {
      return new OutboundResult.Unanswered("No token for Google Chat: " + reason(none));
    }
    OutboundResult result =
        client.post(
            new OutboundRequest(
                address(run, answer),
                Map.of("Authorization", "Bearer " + token),
                ContentRequestCodec.encode(document(answer)),
                config.timeLimit()));
    if (!(result instanceof OutboundResult.Answered(int status, String body, String _))) {
      return result;
    }
    if (status == UNAUTHORIZED) {
      tokens.forget();
    }
    return status == EXISTS ? new OutboundResult.Answered(200, body) : result;
  }

  private URI address(UUID run, ChatAnswer answer) {
    return config
        .chat()
        .resolve(
            "/v1/"
                + answer.space()
                + "/messages?messageId=client-"
                + run
                + "&requestId="
                + run
                + "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  }

  private static ObjectNode document(ChatAnswer answer) {
    ObjectNode message = ContentRequestCodec.emptyObject().put("text", answer.text());
    if (answer.thread() != null) {
      message.putObject("thread").put("name", answer.thread());
    }
    return message;
  }

  private static String reason(IOException failure) {
    return Excerpt.of(String.valueOf(failure.getMessage()));
  }
}
