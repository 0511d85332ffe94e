package dev.millrace.scheduler.http;

/**
 * What an {@code http} job sends.
 *
 * @param executionKey names the slot; the receiver sees it as {@code webhook-id}, and can refuse a
 *     second one
 * @param url where to
 * @param payload the JSON, sent as it is
 */
public record HttpJob(String executionKey, String url, String payload) {}
