package dev.millrace.scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedUrlsTest {
  private static final AllowedUrls ALLOWED =
      new AllowedUrls(
          List.of(
              "hooks.example",
              "https://jobs.example/v1/run",
              "https://deep.example/a/",
              "https://ports.example:8443",
              "http://127.0.0.1:9000/"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example",
        "https://hooks.example/",
        "https://hooks.example:443/any/path?and=query",
        "HTTPS://Hooks.Example/x",
        "https://jobs.example/v1/run",
        "https://jobs.example/v1/run/7",
        "https://jobs.example/v1/run?id=7",
        "https://deep.example/a/b",
        "https://ports.example:8443/x",
        "http://127.0.0.1:9000/x"
      })
  void whatBeginsWithAnEntryIsAllowed(String url) {
    assertThat(ALLOWED.allows(URI.create(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example/",
        "https://hooks.example:8443/",
        "https://hooks.example.evil.test/",
        "https://sub.hooks.example/",
        "https://evil.test/hooks.example",
        "https://hooks.example@evil.test/",
        "https://user@hooks.example/",
        "https://jobs.example/v1/runaway",
        "https://jobs.example/v1",
        "https://jobs.example/v1/run/../admin",
        "https://jobs.example/v1/run/%2e%2e/admin",
        "https://jobs.example/v1/run/..%2fadmin",
        "https://jobs.example/v1/run/%5c..%5cadmin",
        "https://jobs.example/v1/run//admin",
        "https://jobs.example/v1/run/;/../admin",
        "https://deep.example/a",
        "https://ports.example/x",
        "https://127.0.0.1:9000/x",
        "ftp://hooks.example/",
        "hooks.example",
        "/hooks.example"
      })
  void nothingElseIs(String url) {
    assertThat(ALLOWED.allows(URI.create(url))).isFalse();
  }

  @Test
  void anEmptyListAllowsNothing() {
    assertThat(new AllowedUrls(List.of()).allows(URI.create("https://hooks.example/"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.example",
        "https://",
        "a b",
        "https://hooks.example/../x",
        "https://hooks.example/?a=b",
        "https://user@hooks.example/"
      })
  void anEntryThatIsNoneNamesTheVariable(String entry) {
    assertThatThrownBy(() -> new AllowedUrls(List.of(entry)))
        .hasMessage(
            "SCHEDULER_HTTP_ALLOWED must list hosts, or beginnings of URLs, and has "
                + entry
                + ".");
  }
}
