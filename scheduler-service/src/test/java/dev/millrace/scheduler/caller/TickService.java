package dev.millrace.scheduler.caller;

import dev.millrace.problem.Service;
import dev.millrace.security.CheckedBy;
import dev.millrace.security.KeyServer;
import dev.millrace.testing.Answer;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import jakarta.inject.Singleton;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A service with a route of its own whose callers are checked as those of a tick are. */
final class TickService implements AutoCloseable {
  private static final String SPECIFICATION = "callers";

  private final Service service;

  private TickService(Service service) {
    this.service = service;
  }

  static TickService start(Map<String, Object> properties) {
    return new TickService(Service.start(SPECIFICATION, properties));
  }

  /** One that takes identity tokens. */
  static TickService takingTokens(KeyServer keys, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("millrace.scheduler.callers.jwks-url", keys.url());
    properties.put("millrace.scheduler.callers.audiences", IdentityToken.AUDIENCE);
    properties.put("millrace.scheduler.callers.service-accounts", IdentityToken.ACCOUNT);
    properties.putAll(more);
    return start(properties);
  }

  /** Calls for a tick with these headers: name, value, name, value … */
  Answer tick(String... headers) {
    HttpRequest.Builder request =
        service.request("/callers/tick").POST(HttpRequest.BodyPublishers.noBody());
    return service.send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer tickBearing(String token) {
    return tick("Authorization", "Bearer " + token);
  }

  /** Calls with a good token of our own users. */
  Answer tickAsUser() {
    return service.send(
        service
            .request("/callers/tick", "requests:write")
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  int ticks() {
    return service.context().getBean(Ticks.class).count.get();
  }

  @Override
  public void close() {
    service.close();
  }

  /** How many ticks ran. */
  @Singleton
  @Requires(property = "spec.name", value = SPECIFICATION)
  static class Ticks {
    private final AtomicInteger count = new AtomicInteger();
  }

  @Controller("/callers/tick")
  @CheckedBy(TickCallers.class)
  @Requires(property = "spec.name", value = SPECIFICATION)
  static class TickController {
    private final Ticks ticks;

    TickController(Ticks ticks) {
      this.ticks = ticks;
    }

    @Post
    Map<String, Object> tick() {
      return Map.of("tick", ticks.count.incrementAndGet());
    }
  }
}
