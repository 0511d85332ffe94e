package dev.millrace.worker.work;

import com.google.protobuf.ByteString;

/**
 * A message as a dead letter keeps it.
 *
 * @param attributes as a JSON object
 */
public record Letter(
    String subscription, String messageId, ByteString payload, String attributes) {}
