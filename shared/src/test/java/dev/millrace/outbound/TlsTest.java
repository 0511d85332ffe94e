package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.outbound.OutboundResult.Answered;
import dev.millrace.outbound.OutboundResult.Unanswered;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class TlsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static SSLContext tls;
  private static Receiver receiver;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException, GeneralSecurityException {
    tls = Certificates.of("jobs.test", directory);
    receiver = Receiver.at("127.0.0.1", 0, tls, exchange -> Receiver.answer(exchange, 200, "safe"));
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @Test
  void theCertificateIsThatOfTheNameAndNotOfTheAddress() {
    assertThat(post("jobs.test", tls)).isEqualTo(new Answered(200, "safe"));
    assertThat(receiver.received().getLast().header("Host"))
        .isEqualTo("jobs.test:" + receiver.port());
  }

  @Test
  void aCertificateOfAnotherNameIsNotAccepted() {
    int before = receiver.received().size();

    assertThat(post("other.test", tls))
        .isInstanceOfSatisfying(
            Unanswered.class, unanswered -> assertThat(unanswered.reason()).startsWith("TLS"));
    assertThat(receiver.received()).hasSize(before);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotAccepted() throws GeneralSecurityException {
    assertThat(post("jobs.test", SSLContext.getDefault())).isInstanceOf(Unanswered.class);
  }

  private static OutboundResult post(String host, SSLContext trusted) {
    OutboundConfig config = new OutboundConfig(true, LONG);
    return new OutboundClient(
            new AddressGuard(new ScriptedResolver("127.0.0.1"), config), config, () -> trusted)
        .post(
            new OutboundRequest(
                URI.create("https://" + host + ":" + receiver.port() + "/"),
                Map.of(),
                "{}".getBytes(StandardCharsets.UTF_8),
                LONG));
  }
}
