package dev.millrace.worker.handover;

import java.util.Locale;

/** Who is told of the end of a run. */
enum Target {
  /** The product service: the result, with its picture. */
  PRODUCT,
  /** The admin service: the finished task. */
  ADMIN,
  /** Google Chat: the answer to what somebody has asked there. */
  CHAT;

  /** The name in the database. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Target of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
