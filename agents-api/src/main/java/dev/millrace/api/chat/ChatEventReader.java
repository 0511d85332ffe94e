package dev.millrace.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpStatus;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events that Chat posts to an HTTP endpoint: <a
 * href="https://developers.google.com/workspace/chat/api/reference/rest/v1/Event">their
 * description</a>.
 */
final class ChatEventReader {
  private static final String ID = "[A-Za-z0-9._-]{1,128}";
  private static final Pattern SPACE = Pattern.compile("spaces/" + ID);
  private static final Pattern MESSAGE = Pattern.compile("(spaces/" + ID + ")/messages/" + ID);
  private static final Pattern THREAD = Pattern.compile("(spaces/" + ID + ")/threads/" + ID);
  private static final List<String> DIRECT = List.of("DM", "DIRECT_MESSAGE");

  private ChatEventReader() {}

  /**
   * The event in a document.
   *
   * @throws ProblemException 422 when it is none
   */
  static ChatEvent read(JsonNode document) {
    ChatEvent.Sender sender = sender(document);
    return switch (document.path("type").asText()) {
      case "" ->
          throw invalid(
              "This is no event of Google Chat: it has no type. Set the app up with an HTTP endpoint"
                  + " URL, and not as a Google Workspace add-on.");
      case "MESSAGE" -> question(document, sender);
      case "ADDED_TO_SPACE" ->
          // One that was added by a mention was asked something at once.
          text(document.path("message")).isEmpty()
              ? new ChatEvent.Added(sender)
              : question(document, sender);
      case "REMOVED_FROM_SPACE" -> new ChatEvent.Removed(sender);
      case "CARD_CLICKED" -> new ChatEvent.Clicked(sender);
      default -> new ChatEvent.Other(sender);
    };
  }

  private static ChatEvent.Sender sender(JsonNode document) {
    JsonNode user =
        document.path("user").isObject()
            ? document.path("user")
            : document.path("message").path("sender");
    return new ChatEvent.Sender(given(user.path("name")), given(user.path("email")));
  }

  private static ChatEvent.Question question(JsonNode document, ChatEvent.Sender sender) {
    JsonNode message = document.path("message");
    JsonNode place = document.path("space").isObject() ? document : message;
    String space = place.path("space").path("name").asText();
    String name = message.path("name").asText();
    if (!SPACE.matcher(space).matches() || !isOf(space, MESSAGE, name)) {
      throw invalid("The event names no space, or no message in it.");
    }
    String thread = message.path("thread").path("name").asText();
    String known = isOf(space, THREAD, thread) ? thread : null;
    return new ChatEvent.Question(
        sender,
        name,
        space,
        known,
        known == null || isDirect(place.path("space")) ? space : known,
        text(message));
  }

  private static boolean isOf(String space, Pattern pattern, String name) {
    var matcher = pattern.matcher(name);
    return matcher.matches() && space.equals(matcher.group(1));
  }

  private static boolean isDirect(JsonNode space) {
    return DIRECT.contains(space.path("type").asText())
        || DIRECT.contains(space.path("spaceType").asText());
  }

  /** The text without the mention or the command, where Chat says what that is. */
  private static String text(JsonNode message) {
    return Stream.of(message.path("argumentText"), message.path("text"))
        .map(node -> node.asText().strip())
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static @Nullable String given(JsonNode node) {
    return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
  }

  private static ProblemException invalid(String sentence) {
    return new ProblemException(
        Problem.of(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "invalid-chat-event",
            "Invalid event of Google Chat",
            sentence));
  }
}
