package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.outbound.OutboundResult.Answered;
import dev.millrace.outbound.OutboundResult.Refused;
import dev.millrace.outbound.OutboundResult.Unanswered;
import dev.millrace.outbound.Receiver.Received;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboundClientTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void itPostsToTheNameAtTheCheckedAddress() {
    try (Receiver receiver = Receiver.answering(201, "done")) {
      OutboundResult result = send(open("127.0.0.1"), "/jobs/a%20b?c=d", receiver.port());

      assertThat(result).isEqualTo(new Answered(201, "done"));
      Received received = receiver.received().getFirst();
      assertThat(received.method()).isEqualTo("POST");
      assertThat(received.target()).isEqualTo("/jobs/a%20b?c=d");
      assertThat(received.body()).isEqualTo("{\"a\":\"ü\"}");
      assertThat(received.header("Host")).isEqualTo("jobs.test:" + receiver.port());
      assertThat(received.header("Content-Type")).startsWith("application/json");
      assertThat(received.header("User-Agent")).isEqualTo("millrace");
      assertThat(received.header("X-Ours")).isEqualTo("yes");
      assertThat(received.header("Upgrade")).isEmpty();
    }
  }

  @Test
  void thisMachineIsNotCalledUnlessThatIsAllowed() {
    try (Receiver receiver = Receiver.answering(200, "")) {
      OutboundClient closed = client(new ScriptedResolver("127.0.0.1"), false);

      assertThat(send(closed, "/", receiver.port()))
          .isEqualTo(new Refused("The host's address is loopback and must not be called."));
      assertThat(receiver.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/",
        "http://localhost:%d/",
        "http://LOCALHOST:%d/",
        "http://localhost.:%d/",
        "http://2130706433:%d/",
        "http://127.1:%d/",
        "http://0:%d/",
        "http://[::1]:%d/",
        "http://[::ffff:127.0.0.1]:%d/",
        "http://[::]:%d/",
        "https://127.0.0.1:%d/"
      })
  void noSpellingOfThisMachineIsCalled(String url) {
    try (Receiver receiver = Receiver.answering(200, "")) {
      OutboundClient closed = client(new SystemResolver(), false);

      assertThat(closed.post(request(url.formatted(receiver.port()), LONG)))
          .isNotInstanceOf(Answered.class);
      assertThat(receiver.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/, false, ''",
    "http://example.com/, false, must begin with https://",
    "http://example.com/, true, ''",
    "http://127.0.0.1/, true, ''",
    "https://127.0.0.1/, false, has an address that is loopback",
    "https://[::ffff:127.0.0.1]/, false, has an address that is loopback",
    "https://10.0.0.1/, true, has an address that is private",
    "https://169.254.169.254/, true, has an address that is link-local",
    "https://[fd00::1]/, true, has an address that is private",
    "https://a:b@example.com/, true, must not hold a user or password"
  })
  void whatCanBeSeenToBeWrongIsRefusedBeforeItIsUsed(
      String url, boolean allowLoopback, String expected) {
    ScriptedResolver resolver = new ScriptedResolver("127.0.0.1");

    assertThat(client(resolver, allowLoopback).refusal(URI.create(url)).orElse(""))
        .isEqualTo(expected);
    assertThat(resolver.asked()).isZero();
  }

  @Test
  void dnsThatChangesItsAnswerIsAskedOnceAndTakenAtItsFirstWord() {
    try (Receiver first = Receiver.answering(200, "first");
        Receiver second =
            Receiver.at(
                "127.0.0.2", first.port(), null, exchange -> Receiver.answer(exchange, 200, ""))) {
      ScriptedResolver fickle = new ScriptedResolver("127.0.0.1", "127.0.0.2");

      assertThat(send(client(fickle, true), "/", first.port()))
          .isEqualTo(new Answered(200, "first"));
      assertThat(fickle.asked()).isEqualTo(1);
      assertThat(second.received()).isEmpty();
    }
  }

  @Test
  void dnsThatChangesItsAnswerToABadOneHelpsNobody() {
    try (Receiver receiver = Receiver.answering(200, "")) {
      ScriptedResolver fickle = new ScriptedResolver("127.0.0.1", "10.0.0.1", "127.0.0.1");
      OutboundClient client = client(fickle, true);

      assertThat(send(client, "/", receiver.port())).isInstanceOf(Answered.class);
      assertThat(send(client, "/", receiver.port()))
          .isEqualTo(new Refused("The host's address is private and must not be called."));
      assertThat(send(client, "/", receiver.port())).isInstanceOf(Answered.class);
      assertThat(fickle.asked()).isEqualTo(3);
      assertThat(receiver.received()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1 10.0.0.1, private",
    "10.0.0.1 127.0.0.1, private",
    "127.0.0.1 ::ffff:169.254.169.254, link-local",
    "127.0.0.1 fd00:ec2::254, private"
  })
  void oneBadAddressSpoilsTheAnswer(String addresses, String kind) {
    try (Receiver receiver = Receiver.answering(200, "")) {
      assertThat(send(open(addresses), "/", receiver.port()))
          .isEqualTo(new Refused("The host's address is " + kind + " and must not be called."));
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void theNextAddressIsTriedWhenOneDoesNotListen() {
    try (Receiver receiver = Receiver.answering(200, "")) {
      assertThat(send(open("127.0.0.3 127.0.0.1"), "/", receiver.port()))
          .isInstanceOf(Answered.class);
    }
  }

  @Test
  void plainHttpDoesNotLeaveThisMachine() {
    assertThat(send(open("8.8.8.8"), "/", 80))
        .isEqualTo(new Refused("Plain http must not leave this machine; use https."));
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://jobs.test/, must begin with https://",
    "file:///etc/passwd, must begin with https://",
    "jobs.test, must begin with https://",
    "https:///path, names no host",
    "https:opaque, names no host",
    "https://user:word@jobs.test/, must not hold a user or password",
    "https://jobs.test:0/, names a port that is none",
    "https://jobs.test:65536/, names a port that is none"
  })
  void aUrlThatIsNoneIsNotCalled(String url, String fault) {
    ScriptedResolver resolver = new ScriptedResolver("127.0.0.1");

    assertThat(client(resolver, true).post(request(url, LONG)))
        .isEqualTo(new Refused("The URL " + fault + "."));
    assertThat(OutboundClient.objection(URI.create(url))).hasValue(fault);
    assertThat(resolver.asked()).isZero();
  }

  @Test
  void redirectsAreNotFollowed() {
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.getResponseHeaders().set("Location", "/other");
              Receiver.answer(exchange, 307, "");
            })) {
      assertThat(send(open("127.0.0.1"), "/", receiver.port())).isEqualTo(new Answered(307, ""));
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void nothingIsRepeated() {
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.getResponseHeaders().set("Retry-After", "0");
              Receiver.answer(exchange, 503, "");
            })) {
      assertThat(send(open("127.0.0.1"), "/", receiver.port()))
          .isEqualTo(new Answered(503, "", "0"));
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void anAnswerWithoutEndIsReadTo64KiB() throws InterruptedException {
    CountDownLatch cutOff = new CountDownLatch(1);
    byte[] chunk = "x".repeat(8 * 1024).getBytes(StandardCharsets.UTF_8);
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              try {
                while (cutOff.getCount() > 0) {
                  exchange.getResponseBody().write(chunk);
                }
              } catch (IOException e) {
                cutOff.countDown();
              }
            })) {
      assertThat(send(open("127.0.0.1"), "/", receiver.port()))
          .isEqualTo(new Answered(200, "x".repeat(64 * 1024)));
      assertThat(cutOff.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write('x');
              exchange.getResponseBody().flush();
              hold(end);
            })) {
      assertThat(
              open("127.0.0.1").post(request("http://jobs.test:" + receiver.port() + "/", SHORT)))
          .isEqualTo(new Unanswered("There was no whole answer within 300 ms."));
      end.countDown();
    }
  }

  @Test
  void dnsThatDoesNotAnswerIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    OutboundClient client =
        client(
            host -> {
              hold(end);
              return List.of(InetAddress.ofLiteral("127.0.0.1"));
            },
            true);

    assertThat(client.post(request("http://jobs.test/", SHORT))).isInstanceOf(Unanswered.class);
    end.countDown();
  }

  @Test
  void whoIsInterruptedHangsUpAndStaysInterrupted() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch hungUp = new CountDownLatch(1);
    AtomicReference<OutboundResult> result = new AtomicReference<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.startVirtualThread(() -> readToTheEnd(server, arrived, hungUp));
      Thread caller =
          Thread.startVirtualThread(
              () -> {
                result.set(send(open("127.0.0.1"), "/", server.getLocalPort()));
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();
      assertThat(caller.join(LONG)).isTrue();
      assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(result.get()).isEqualTo(new Unanswered("The call was broken off."));
    assertThat(interrupted).isTrue();
  }

  @Test
  void whoDoesNotListenDoesNotAnswer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(send(open("127.0.0.1"), "/", port)).isInstanceOf(Unanswered.class);
  }

  @Test
  void whoHangsUpDoesNotAnswer() {
    try (Receiver receiver = Receiver.start(exchange -> {})) {
      assertThat(send(open("127.0.0.1"), "/", receiver.port())).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void aNameWithoutAddressesDoesNotAnswer() {
    assertThat(send(open(""), "/", 80)).isEqualTo(new Unanswered("The host has no address."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "", "ü"})
  void aHeaderCanNotSmuggleAnother(String value) {
    assertThatThrownBy(
            () ->
                new OutboundRequest(
                    URI.create("https://jobs.test/"), Map.of("X-Ours", value), new byte[0], LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A header must be of visible ASCII: X-Ours");
  }

  private static OutboundResult send(OutboundClient client, String path, int port) {
    return client.post(request("http://jobs.test:" + port + path, LONG));
  }

  private static OutboundRequest request(String url, Duration timeLimit) {
    return new OutboundRequest(
        URI.create(url),
        Map.of("X-Ours", "yes"),
        "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8),
        timeLimit);
  }

  private static OutboundClient open(String addresses) {
    return client(new ScriptedResolver(addresses), true);
  }

  private static OutboundClient client(Resolver resolver, boolean allowLoopback) {
    OutboundConfig config = new OutboundConfig(allowLoopback, LONG);
    return new OutboundClient(new AddressGuard(resolver, config), config);
  }

  private static void readToTheEnd(
      ServerSocket server, CountDownLatch arrived, CountDownLatch end) {
    try (Socket connection = server.accept();
        InputStream input = connection.getInputStream()) {
      assertThat(input.read()).isEqualTo('P');
      arrived.countDown();
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      assertThat(arrived.getCount()).isZero();
    }
    end.countDown();
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
