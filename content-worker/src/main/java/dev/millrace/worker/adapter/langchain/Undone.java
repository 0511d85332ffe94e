package dev.millrace.worker.adapter.langchain;

import dev.millrace.worker.provider.ProviderException;

/** Carries a checked failure through langchain4j, which lets unchecked ones pass. */
final class Undone extends RuntimeException {
  private static final long serialVersionUID = 1;

  Undone(ProviderException failure) {
    super(failure);
  }

  Undone(InterruptedException cancelled) {
    super(cancelled);
  }

  /** Throws what it carries. */
  ProviderException unwrap() throws InterruptedException {
    return switch (getCause()) {
      case InterruptedException cancelled -> throw cancelled;
      case ProviderException failure -> failure;
      case null, default -> throw new IllegalStateException("nothing else is carried", this);
    };
  }
}
