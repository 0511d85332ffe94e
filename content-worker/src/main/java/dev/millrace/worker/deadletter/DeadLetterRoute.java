package dev.millrace.worker.deadletter;

/**
 * Which way a message goes that is given up.
 *
 * @param subscription where it came from
 * @param topic the dead-letter topic of that subscription
 */
public record DeadLetterRoute(String subscription, String topic) {}
