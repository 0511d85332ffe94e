package dev.millrace.scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.outbound.Receiver;
import dev.millrace.outbound.Receiver.Received;
import dev.millrace.scheduler.job.JobOutcome;
import dev.millrace.scheduler.job.JobOutcome.Failed;
import dev.millrace.scheduler.job.JobOutcome.Succeeded;
import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpJobsTest {
  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String KEY = "0198f2c4-1111-7000-8000-000000000001@2026-01-31T12:00:00Z";
  private static final String PAYLOAD = "{\"shop\":\"Bäckerei\"}";

  private final AtomicReference<HttpHandler> answer =
      new AtomicReference<>(exchange -> Receiver.answer(exchange, 204, ""));
  private final Receiver receiver = Receiver.start(exchange -> answer.get().handle(exchange));
  private final ApplicationContext context = start(Map.of());
  private final HttpJobs jobs = context.getBean(HttpJobs.class);

  @AfterEach
  void stop() {
    context.close();
    receiver.close();
  }

  @Test
  void itPostsThePayloadSignedByTheExecutionKey() throws GeneralSecurityException {
    long before = Instant.now().getEpochSecond();

    assertThat(run("/hooks/a")).isEqualTo(new Succeeded());

    Received received = receiver.received().getFirst();
    String timestamp = received.header("webhook-timestamp");
    assertThat(received.body()).isEqualTo(PAYLOAD);
    assertThat(received.header("webhook-id")).isEqualTo(KEY);
    assertThat(Long.parseLong(timestamp)).isBetween(before, Instant.now().getEpochSecond());
    assertThat(received.header("webhook-signature"))
        .isEqualTo("v1," + hmac(KEY + "." + timestamp + "." + PAYLOAD));
  }

  @Test
  void aRepetitionHasTheSameKey() {
    run("/hooks/a");
    run("/hooks/a");

    assertThat(receiver.received())
        .extracting(received -> received.header("webhook-id"))
        .isEqualTo(List.of(KEY, KEY));
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "404, false",
    "410, false",
    "422, false",
    "408, true",
    "425, true",
    "429, true",
    "500, true",
    "502, true",
    "503, true",
    "504, true"
  })
  void theStatusSaysWhetherItMayFareBetterLater(int status, boolean retryable) {
    answer.set(exchange -> Receiver.answer(exchange, status, "no\r\n\u001b[31mway"));

    assertThat(run("/hooks/a"))
        .isEqualTo(new Failed("Answered " + status + ": no [31mway", retryable));
  }

  @ParameterizedTest
  @CsvSource({
    "429, 120, PT2M",
    "503, 120, PT2M",
    "500, 120,",
    "429, 'Wed, 21 Oct 2015 07:28:00 GMT',",
    "429, soon,"
  })
  void whoIsTooBusyIsLeftAloneForAsLongAsItAsks(int status, String asked, Duration wait) {
    answer.set(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", asked);
          Receiver.answer(exchange, status, "");
        });

    assertThat(run("/hooks/a")).isEqualTo(new Failed("Answered " + status + ".", true, wait));
  }

  @Test
  void redirectsAreNotFollowed() {
    answer.set(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/hooks/b");
          Receiver.answer(exchange, 302, "");
        });

    assertThat(run("/hooks/a"))
        .isEqualTo(new Failed("Answered 302; redirects are not followed.", false));
    assertThat(receiver.received()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/other", "/hooksaway", "/hooks/../other", "/hooks/%2e%2e/other"})
  void whatIsNotAllowedIsNotCalled(String path) {
    assertThat(run(path))
        .isEqualTo(new Failed("The URL is not among SCHEDULER_HTTP_ALLOWED.", false));
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void aScheduleCanBeRefusedWhenItIsMade() {
    assertThat(jobs.objection(url("/hooks/a"))).isEmpty();
    assertThat(jobs.objection("https://elsewhere.example/"))
        .hasValue("The URL is not among SCHEDULER_HTTP_ALLOWED.");
    assertThat(jobs.objection("not a URL")).hasValue("The URL is not one.");
    assertThat(jobs.objection("ftp://elsewhere.example/"))
        .hasValue("The URL must begin with https://.");
  }

  @Test
  void anAllowedHostInOurOwnNetworkIsNotCalled() {
    try (ApplicationContext closed = start(Map.of("millrace.outbound.allow-loopback", false))) {
      assertThat(closed.getBean(HttpJobs.class).run(new HttpJob(KEY, url("/hooks/a"), PAYLOAD)))
          .isEqualTo(new Failed("The host's address is loopback and must not be called.", false));
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void byDefaultNothingIsAllowed() {
    try (ApplicationContext closed =
        start(
            Map.of("millrace.scheduler.http.allowed", "", "millrace.scheduler.http.secret", ""))) {
      assertThat(closed.getBean(HttpJobs.class).run(new HttpJob(KEY, url("/hooks/a"), PAYLOAD)))
          .isEqualTo(new Failed("The URL is not among SCHEDULER_HTTP_ALLOWED.", false));
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void whoDoesNotAnswerInTimeMayLater() {
    CountDownLatch end = new CountDownLatch(1);
    answer.set(
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (ApplicationContext hasty = start(Map.of("millrace.scheduler.http.time-limit", "300ms"))) {
      assertThat(hasty.getBean(HttpJobs.class).run(new HttpJob(KEY, url("/hooks/a"), PAYLOAD)))
          .isEqualTo(new Failed("There was no whole answer within 300 ms.", true));
      end.countDown();
    }
  }

  @Test
  void aKeyCanNotSmuggleAHeader() {
    assertThatThrownBy(() -> jobs.run(new HttpJob("key\r\nX-Evil: 1", url("/hooks/a"), PAYLOAD)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(receiver.received()).isEmpty();
  }

  private JobOutcome run(String path) {
    return jobs.run(new HttpJob(KEY, url(path), PAYLOAD));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + receiver.port() + path;
  }

  private ApplicationContext start(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>();
    all.put("millrace.startup.enabled", "false");
    all.put("datasources.default.enabled", "false");
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    all.put("millrace.outbound.allow-loopback", true);
    all.put("millrace.scheduler.http.allowed", url("/hooks"));
    all.put("millrace.scheduler.http.secret", SECRET);
    all.put("millrace.scheduler.http.time-limit", "60s");
    all.putAll(properties);
    return ApplicationContext.builder().deduceEnvironment(false).properties(all).start();
  }

  private static String hmac(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
