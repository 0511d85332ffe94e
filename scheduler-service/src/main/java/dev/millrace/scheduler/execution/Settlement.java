package dev.millrace.scheduler.execution;

/** An outcome that is to be written. */
record Settlement(Claimed execution, Outcome outcome) {}
