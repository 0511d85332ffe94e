package dev.millrace.api.watch;

/**
 * One entry of a request's durable log.
 *
 * @param seq from 1 without gaps
 * @param event its name
 * @param data a JSON object on one line
 */
public record RequestEvent(int seq, String event, String data) {}
