package dev.millrace.scheduler.storage;

/** An outcome that is to be written. */
public record Settlement(Claimed execution, Outcome outcome) {}
