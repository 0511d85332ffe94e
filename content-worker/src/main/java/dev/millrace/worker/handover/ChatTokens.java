package dev.millrace.worker.handover;

import com.google.auth.oauth2.GoogleCredentials;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.exceptions.BeanContextException;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by which a Chat app posts: of the service account that this service runs as, by Google's
 * application default credentials. Nothing is looked for before the first answer is to be posted.
 * Thread-safe; blocks while a token is fetched.
 */
@Singleton
final class ChatTokens {
  private static final String SCOPE = "https://www.googleapis.com/auth/chat.bot";

  private final BeanProvider<GoogleCredentials> account;
  private @Nullable GoogleCredentials scoped;

  ChatTokens(BeanProvider<GoogleCredentials> account) {
    this.account = account;
  }

  /**
   * A token that is good for a while.
   *
   * @throws IOException with a sentence, when there is none to be had
   */
  synchronized String get() throws IOException {
    if (scoped == null) {
      // What others do with the account may have left it a token of other scopes.
      GoogleCredentials fresh = found();
      fresh.refresh();
      scoped = fresh;
    }
    scoped.refreshIfExpired();
    return scoped.getAccessToken().getTokenValue();
  }

  /** Somebody has refused it. */
  synchronized void forget() {
    scoped = null;
  }

  private GoogleCredentials found() throws IOException {
    try {
      return account.get().createScoped(SCOPE);
    } catch (BeanContextException absent) {
      throw new IOException(
          "There are no Google credentials: run as a service account, or set"
              + " GOOGLE_APPLICATION_CREDENTIALS.",
          absent);
    }
  }
}
