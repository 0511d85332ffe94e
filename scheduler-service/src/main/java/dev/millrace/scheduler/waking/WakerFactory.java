package dev.millrace.scheduler.waking;

import dev.millrace.cloud.AccessTokens;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import java.net.http.HttpClient;
import java.time.Clock;

/** Chooses the waker at start, so that a wrong configuration ends the start. */
@Factory
final class WakerFactory {
  @Context
  Waker waker(WakingConfig config, Clock clock) {
    if (config.job().isEmpty()) {
      return new NoWaker();
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.timeLimit())
            .build();
    return new CloudRunJob(config, client, tokens(config, client, clock));
  }

  private static AccessTokens tokens(WakingConfig config, HttpClient client, Clock clock) {
    return new AccessTokens(config.metadataUrl(), config.timeLimit(), client, clock);
  }
}
