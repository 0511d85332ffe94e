package dev.millrace.worker.call.cache;

/** What a question to the cache finds; the set is closed. */
public sealed interface CacheLookup {
  /** There is an answer. */
  record Kept(KeptAnswer answer) implements CacheLookup {}

  /** There is none. */
  record Missing() implements CacheLookup {}

  /** Whoever asks wants a new one. */
  record Bypassed() implements CacheLookup {}
}
