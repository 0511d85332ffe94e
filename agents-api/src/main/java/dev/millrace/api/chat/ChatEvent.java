package dev.millrace.api.chat;

import org.jspecify.annotations.Nullable;

/** What Google Chat tells the app. */
sealed interface ChatEvent {
  /** Whoever did it. */
  Sender sender();

  /**
   * A user of Chat.
   *
   * @param name the resource name, such as {@code users/123}
   */
  record Sender(@Nullable String name, @Nullable String email) {
    /** What logs and tables call the sender. */
    String label() {
      return email != null ? email : name != null ? name : "unknown";
    }
  }

  /**
   * Somebody has written to the app.
   *
   * @param message the resource name of the message, the same whenever the event comes again
   * @param conversation what was said before belongs to it: the thread, or the whole space if it is
   *     a direct conversation
   * @param text what is asked, without the mention of the app
   */
  record Question(
      Sender sender,
      String message,
      String space,
      @Nullable String thread,
      String conversation,
      String text)
      implements ChatEvent {}

  /** The app was added to a space. */
  record Added(Sender sender) implements ChatEvent {}

  /** The app was removed from a space; it can say nothing there any more. */
  record Removed(Sender sender) implements ChatEvent {}

  /** Somebody has pressed a button of a card, of which this app sends none. */
  record Clicked(Sender sender) implements ChatEvent {}

  /** Something else. */
  record Other(Sender sender) implements ChatEvent {}
}
