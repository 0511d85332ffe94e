package dev.millrace.worker.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.outbound.Receiver;
import dev.millrace.security.Tokens;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.testing.ScriptedModels;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was asked in Google Chat is answered by a post, once Chat takes it, and once. */
final class ChatHandoverTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final String SPACE = "spaces/AAAA";
  private static final String THREAD = SPACE + "/threads/T1";
  private static final String KEY =
      Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(privateKey());

  private final WorkerStack stack = WorkerStack.start();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final ScriptedModels models = new ScriptedModels().hold("generate", asked);

  /** Statuses that Google answers with before all is well: of its tokens, and of Chat. */
  private final Queue<Integer> tokenStatuses = new ArrayDeque<>();

  private final Queue<Integer> chatStatuses = new ArrayDeque<>();
  private final Receiver google = Receiver.start(this::answer);

  @AfterEach
  void stop() {
    stack.close();
    google.close();
  }

  @Test
  void theAnswerIsPostedInTheThreadOfItsQuestion() throws Exception {
    worker();
    ask(THREAD);

    awaitState("delivered");

    Receiver.Received post = posts().getFirst();
    String run = run();
    assertThat(post.method()).isEqualTo("POST");
    assertThat(post.target())
        .startsWith("/v1/spaces/AAAA/messages?")
        .contains("messageId=client-" + run, "requestId=" + run)
        .contains("messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
    assertThat(post.header("Authorization")).isEqualTo("Bearer token-1");
    assertThat(json(post).path("text").asText()).isEqualTo("Hello.");
    assertThat(json(post).at("/thread/name").asText()).isEqualTo(THREAD);
    assertThat(posts()).hasSize(1);
    assertThat(scopeOfToken()).isEqualTo("https://www.googleapis.com/auth/chat.bot");
  }

  @Test
  void whatHasNoThreadIsPostedInItsSpace() {
    worker();
    ask(null);

    awaitState("delivered");

    assertThat(json(posts().getFirst()).has("thread")).isFalse();
  }

  @Test
  void whileChatIsAwayTheAnswerWaitsAndComesUnderTheSameId() {
    chatStatuses.addAll(List.of(503, 429));
    worker();
    ask(THREAD);

    awaitState("delivered");

    assertThat(posts()).hasSize(3);
    assertThat(posts().stream().map(Receiver.Received::target).distinct()).hasSize(1);
  }

  @Test
  void anotherWorkerPostsWhatOneCouldNot() {
    ApplicationContext first =
        worker(Map.of("millrace.handover.chat-url", "http://127.0.0.1:" + closedPort()));
    ask(THREAD);
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack
                        .database()
                        .number("SELECT count(*) FROM run_handovers WHERE last_error IS NOT NULL")
                    == 1);
    first.close();

    worker();

    awaitState("delivered");
    assertThat(posts()).hasSize(1);
  }

  @Test
  void anAnswerThatIsThereAlreadyIsNotPostedAgain() {
    chatStatuses.add(409);
    worker();
    ask(THREAD);

    awaitState("delivered");

    assertThat(posts()).hasSize(1);
  }

  @Test
  void aTokenThatIsRefusedOrCanNotBeHadIsFetchedAnew() {
    tokenStatuses.add(400);
    chatStatuses.add(401);
    worker();
    ask(THREAD);

    awaitState("delivered");

    assertThat(posts()).extracting(post -> post.header("Authorization")).doesNotHaveDuplicates();
    assertThat(posts()).hasSize(2);
  }

  @Test
  void aQuestionThatFailsIsToldSo() {
    models.answer(
        "generate",
        number -> {
          asked.await();
          throw new ProviderException("scripted", FailureClass.CONTENT_POLICY, "refused");
        });
    worker();
    ask(THREAD);

    awaitState("delivered");

    assertThat(json(posts().getFirst()).path("text").asText()).contains("content_policy");
  }

  @Test
  void aCallThatStillWaitsIsGivenItsTime() {
    worker();
    ask(THREAD, "1 hour");

    awaitState("waiting");

    assertThat(
            stack
                .database()
                .number(
                    "SELECT count(*) FROM run_handovers WHERE next_attempt_at > now() + interval '50 minutes'"))
        .isOne();
    assertThat(posts()).isEmpty();
  }

  private void worker() {
    worker(Map.of("millrace.handover.chat-url", url()));
  }

  private ApplicationContext worker(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("millrace.handover.first-pause", "10ms");
    properties.put("millrace.outbound.allow-loopback", true);
    properties.put("gcp.credentials.encoded-key", account());
    properties.putAll(more);
    return stack.worker(properties, models);
  }

  private void ask(@Nullable String thread) {
    ask(thread, "0 seconds");
  }

  /** Asks as agents-api does, of which this is what the worker sees. */
  private void ask(@Nullable String thread, String held) {
    stack.publishTo(
        "agent-runs",
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFromUtf8("{\"prompt\": \"Hi\", \"kind\": \"chat\"}"))
            .build());
    await().atMost(LONGEST_WAIT).until(() -> stack.database().count("agent_runs") == 1);
    stack
        .database()
        .execute(
            """
            INSERT INTO chat_messages (run_id, space, thread, conversation, sender, answer_by)
            SELECT id, ?, ?, 'c', 'ann@example.com', now() + ?::interval FROM agent_runs
            """,
            SPACE,
            thread,
            held);
    asked.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean isToken = exchange.getRequestURI().getPath().equals("/token");
    synchronized (this) {
      Integer status = (isToken ? tokenStatuses : chatStatuses).poll();
      String token =
          "{\"access_token\": \"token-%d\", \"token_type\": \"Bearer\", \"expires_in\": 3600}"
              .formatted(google.received().size());
      Receiver.answer(
          exchange, status == null ? 200 : status, isToken && status == null ? token : "{}");
    }
  }

  private List<Receiver.Received> posts() {
    return google.received().stream().filter(each -> each.target().startsWith("/v1/")).toList();
  }

  /** Of the assertion that the token was asked for with. */
  private Object scopeOfToken() throws Exception {
    String body =
        google.received().stream()
            .filter(each -> each.target().equals("/token"))
            .findFirst()
            .orElseThrow()
            .body();
    String assertion =
        URLDecoder.decode(
            body.substring(body.indexOf("assertion=") + "assertion=".length()),
            StandardCharsets.UTF_8);
    return SignedJWT.parse(assertion.split("&", 2)[0]).getJWTClaimsSet().getClaim("scope");
  }

  private void awaitState(String state) {
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack
                        .database()
                        .number(
                            "SELECT count(*) FROM run_handovers WHERE target = 'chat' AND state = ?",
                            state)
                    == 1);
  }

  private String run() {
    return stack.database().text("SELECT id::text FROM agent_runs");
  }

  private String url() {
    return "http://127.0.0.1:" + google.port();
  }

  /** A service account's key whose tokens come from here. */
  private String account() {
    String document =
        ContentRequestCodec.text(
            ContentRequestCodec.emptyObject()
                .put("type", "service_account")
                .put("project_id", "millrace-test")
                .put("private_key_id", "key-1")
                .put(
                    "private_key",
                    "-----BEGIN PRIVATE KEY-----\n" + KEY + "\n-----END PRIVATE KEY-----\n")
                .put("client_email", "worker@millrace-test.iam.gserviceaccount.com")
                .put("client_id", "1")
                .put("token_uri", url() + "/token"));
    return Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] privateKey() {
    try {
      return Tokens.rsaKey("account").toRSAPrivateKey().getEncoded();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int closedPort() {
    Receiver gone = Receiver.answering(200, "");
    int port = gone.port();
    gone.close();
    return port;
  }

  private static JsonNode json(Receiver.Received received) {
    return ContentRequestCodec.parseObject(received.body());
  }
}
