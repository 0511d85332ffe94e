package dev.millrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Service;
import dev.millrace.testing.Answer;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import jakarta.inject.Singleton;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
final class CheckedByTest {
  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start("checked-by", Map.of());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theCheckDecidesAndAnswers() {
    Answer refused = service.send(service.request("/checked"));

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.json().get("detail").asText()).isEqualTo("Knock first.");
    assertThat(service.send(service.request("/checked").header("Knock", "twice")).body())
        .isEqualTo("nobody");
  }

  @Test
  void aTokenOfAUserOpensNothingAndTellsNothing() {
    assertThat(service.send(service.request("/checked", "requests:read")).status()).isEqualTo(401);
    assertThat(
            service
                .send(service.request("/checked", "requests:read").header("Knock", "twice"))
                .body())
        .isEqualTo("nobody");
  }

  @Test
  void theCheckIsAskedWhateverElseIsSaidOfTheRoute() {
    assertThat(service.send(service.request("/checked/open")).status()).isEqualTo(401);
  }

  @Controller("/checked")
  @CheckedBy(Knock.class)
  @Requires(property = "spec.name", value = "checked-by")
  static class CheckedController {
    @Get(produces = "text/plain")
    String checked(HttpRequest<?> request) {
      return request.getUserPrincipal().isPresent() ? "somebody" : "nobody";
    }

    @Get(value = "/open", produces = "text/plain")
    @Secured(SecurityRule.IS_ANONYMOUS)
    String open() {
      return "open";
    }
  }

  @Singleton
  @Requires(property = "spec.name", value = "checked-by")
  static class Knock implements CallerCheck {
    @Override
    public void require(HttpRequest<?> request) {
      if (!request.getHeaders().contains("Knock")) {
        throw new ProblemException(Problem.of(HttpStatus.UNAUTHORIZED, "Knock first."));
      }
    }
  }
}
