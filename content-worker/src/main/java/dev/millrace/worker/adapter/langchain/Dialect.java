package dev.millrace.worker.adapter.langchain;

import dev.millrace.worker.adapter.http.Answer;
import dev.millrace.worker.provider.ProviderException;

/** What is particular to one provider's API: who we are, and what its failures look like. */
public interface Dialect {
  /** A header that says who we are; it never enters langchain4j. */
  record Credential(String header, String value) {
    @Override
    public String toString() {
      return header + ": (hidden)";
    }
  }

  /** The credential of the next call. */
  Credential credential() throws ProviderException, InterruptedException;

  /**
   * Looks at an answer before langchain4j does, which tells neither refusals nor headers on.
   *
   * @throws ProviderException when it is no answer to a prompt, with the class that says why
   */
  void check(Answer answer) throws ProviderException;
}
