package dev.millrace.worker.adapter.gemini;

import dev.millrace.cloud.AccessTokens;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.langchain.Dialect.Credential;
import dev.millrace.worker.provider.ProviderException;
import java.io.IOException;

/** Who we are to Google. */
sealed interface Identity {
  /** The credential of the next call. */
  Credential credential() throws ProviderException, InterruptedException;

  /** The last one was refused. */
  void refused();

  /** Whoever holds the key. */
  record Key(String key) implements Identity {
    @Override
    public Credential credential() {
      return new Credential("x-goog-api-key", key);
    }

    @Override
    public void refused() {}

    @Override
    public String toString() {
      return "Key[hidden]";
    }
  }

  /** The service account that the worker runs as. */
  record ServiceAccount(AccessTokens tokens) implements Identity {
    @Override
    public Credential credential() throws ProviderException, InterruptedException {
      try {
        return new Credential("Authorization", "Bearer " + tokens.get());
      } catch (IOException failure) {
        throw new ProviderException(
            GeminiProvider.NAME,
            FailureClass.CONFIGURATION,
            "the metadata server gives no token, which GEMINI_BACKEND=vertex needs ("
                + failure.getClass().getSimpleName()
                + ")");
      }
    }

    @Override
    public void refused() {
      tokens.forget();
    }
  }
}
