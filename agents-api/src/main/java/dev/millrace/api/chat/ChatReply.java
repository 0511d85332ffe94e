package dev.millrace.api.chat;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What Chat posts in the app's name; an empty one posts nothing. */
@Introspected
@Schema(name = "ChatReply", description = "A message of Google Chat; without text none is posted.")
record ChatReply(@Nullable String text, @Nullable Place thread) {
  /** Posts nothing. */
  static final ChatReply NOTHING = new ChatReply(null, null);

  /** Where it belongs. */
  @Introspected
  @Schema(name = "ChatPlace", description = "Where the message belongs.")
  record Place(String name) {}

  /** Posts a text where the event came from. */
  static ChatReply of(String text) {
    return new ChatReply(text, null);
  }

  /** Posts a text in a thread. */
  static ChatReply of(String text, @Nullable String thread) {
    return new ChatReply(text, thread == null ? null : new Place(thread));
  }
}
