package dev.millrace.worker.subscription;

import com.google.pubsub.v1.PubsubMessage;

/** Deals with one message, on a virtual thread of its own. */
@FunctionalInterface
public interface MessageHandler {
  /** Answers whether to acknowledge the message; false, or an exception, gives it back. */
  boolean handle(PubsubMessage message);
}
