package dev.millrace.chat;

import org.jspecify.annotations.Nullable;

/**
 * What the end of a run says to whoever has asked for it in Google Chat.
 *
 * @param space the resource name of the space, such as {@code spaces/AAAA}
 * @param thread the resource name of the thread; null where the message came with none
 * @param text fit for Chat
 */
public record ChatAnswer(String space, @Nullable String thread, String text) {}
