package dev.millrace.api.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.security.KeyServer;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** agents-api that takes events of Google Chat, and calls to it as Chat makes them. */
final class ChatApi implements AutoCloseable {
  static final String PROJECT = "1234567890";
  static final String ENDPOINT = "https://chat.example/webhook";
  static final String SENDER = "ann@example.com";
  static final RSAKey CHAT_KEY = Tokens.rsaKey("chat");
  static final RSAKey GOOGLE_KEY = Tokens.rsaKey("google");

  private final KeyServer chatKeys = new KeyServer().publish(CHAT_KEY);
  private final KeyServer googleKeys = new KeyServer().publish(GOOGLE_KEY);
  private final LiveApi api;

  ChatApi(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("millrace.chat.audiences", PROJECT + "," + ENDPOINT);
    properties.put("millrace.chat.allowed-senders", SENDER);
    properties.put("millrace.chat.organization", LiveApi.ORGANIZATION);
    properties.put("millrace.chat.jwks-url", chatKeys.url());
    properties.put("millrace.chat.oidc-jwks-url", googleKeys.url());
    properties.putAll(more);
    api = LiveApi.start(properties);
  }

  LiveApi api() {
    return api;
  }

  /** Claims of a token that Chat signs for a project's number. */
  static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer("chat@system.gserviceaccount.com")
        .audience(PROJECT)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(3600)));
  }

  /** Claims of a token that Google signs for an endpoint's URL. */
  static JWTClaimsSet.Builder googleClaims() {
    return claims()
        .issuer("https://accounts.google.com")
        .audience(ENDPOINT)
        .claim("email", "chat@system.gserviceaccount.com")
        .claim("email_verified", true);
  }

  /** A good token. */
  static String token() {
    return Tokens.rs256(CHAT_KEY, claims().build());
  }

  /** What Chat sends when somebody writes in a thread of a space. */
  static ObjectNode message(String id, String text) {
    ObjectNode event = event("MESSAGE");
    ObjectNode message = event.putObject("message");
    message
        .put("name", "spaces/AAAA/messages/" + id)
        .put("text", "@Millrace " + text)
        .put("argumentText", " " + text);
    message.putObject("thread").put("name", "spaces/AAAA/threads/T-" + id);
    message.putObject("sender").put("name", "users/1").put("email", SENDER);
    return event;
  }

  static ObjectNode event(String type) {
    ObjectNode event = ContentRequestCodec.emptyObject();
    event.put("type", type).put("eventTime", "2026-11-28T10:00:00.000000Z");
    event.putObject("space").put("name", "spaces/AAAA").put("type", "ROOM");
    event
        .putObject("user")
        .put("name", "users/1")
        .put("displayName", "Ann")
        .put("email", SENDER)
        .put("type", "HUMAN");
    return event;
  }

  Answer post(ObjectNode event) {
    return post(event, token());
  }

  Answer post(ObjectNode event, String token) {
    return api.send(posting(event, token));
  }

  HttpRequest.Builder posting(ObjectNode event, String token) {
    return HttpRequest.newBuilder(api.uri("/webhook"))
        .header("Content-Type", "application/json; charset=UTF-8")
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.ofString(ContentRequestCodec.text(event)));
  }

  /** The run of a message, if there is one. */
  UUID run(String id) {
    return UUID.fromString(
        api.database()
            .text(
                "SELECT id::text FROM agent_runs WHERE correlation_id = ?",
                "chat:spaces/AAAA/messages/" + id));
  }

  long runs(String id) {
    return api.database()
        .number(
            "SELECT count(*) FROM agent_runs WHERE correlation_id = ?",
            "chat:spaces/AAAA/messages/" + id);
  }

  /** How the handover of an answer stands. */
  String state(String id) {
    return api.database()
        .text("SELECT state FROM run_handovers WHERE run_id = ? AND target = 'chat'", run(id));
  }

  /** What a worker does: it ends the run with a reply, and plans that it is posted. */
  void complete(String id, String reply) {
    ObjectNode result = ContentRequestCodec.emptyObject();
    result.putObject("answer").put("reply", reply);
    UUID run = run(id);
    api.database()
        .execute(
            """
            WITH completed AS (
              UPDATE agent_runs
              SET status = 'completed', outcome = 'task_created', progress = 100, completed_at = now(), lease_until = NULL,
                  next_publish_at = NULL, stage = NULL, event_seq = event_seq + 1, updated_at = now()
              WHERE id = ?
              RETURNING *
            ), event AS (
              INSERT INTO agent_run_events (run_id, seq, event) SELECT id, event_seq, 'completed' FROM completed
            ), planned AS (
              INSERT INTO run_handovers (run_id, target, next_attempt_at)
              SELECT m.run_id, 'chat', greatest(m.answer_by, now())
              FROM chat_messages m JOIN completed c ON c.id = m.run_id
            )
            INSERT INTO agent_tasks (run_id, organization_id, kind, title, result, steps, input_tokens, output_tokens,
                                     images, cost, duration_ms)
            SELECT id, organization_id, kind, 'Chat', ?::json, 2, 1, 1, 0, 0, 1 FROM completed
            """,
            run,
            ContentRequestCodec.text(result));
  }

  @Override
  public void close() {
    api.close();
    chatKeys.close();
    googleKeys.close();
  }
}
