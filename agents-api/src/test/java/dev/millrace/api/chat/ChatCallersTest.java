package dev.millrace.api.chat;

import static dev.millrace.api.chat.ChatApi.CHAT_KEY;
import static dev.millrace.api.chat.ChatApi.GOOGLE_KEY;
import static dev.millrace.api.chat.ChatApi.claims;
import static dev.millrace.api.chat.ChatApi.event;
import static dev.millrace.api.chat.ChatApi.googleClaims;
import static dev.millrace.api.chat.ChatApi.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may post events: Google Chat, for those on the list. */
final class ChatCallersTest {
  private static final ChatApi CHAT = new ChatApi(Map.of());

  @AfterAll
  static void close() {
    CHAT.close();
  }

  @Test
  void chatIsLetInByEitherOfItsTokens() {
    assertThat(CHAT.post(event("ADDED_TO_SPACE")).text("text")).startsWith("Hello!");
    assertThat(
            CHAT.post(
                    event("ADDED_TO_SPACE"),
                    Tokens.rs256(GOOGLE_KEY, googleClaims().audience(ChatApi.ENDPOINT).build()))
                .status())
        .isEqualTo(200);
  }

  static Stream<Arguments> badTokens() throws JOSEException {
    Date past = Date.from(Instant.now().minusSeconds(60));
    Date ahead = Date.from(Instant.now().plusSeconds(600));
    RSAKey impostor = Tokens.rsaKey("chat");
    byte[] publicKey = CHAT_KEY.toRSAPublicKey().getEncoded();
    String good = ChatApi.token();
    return Stream.of(
        Arguments.of("expired", Tokens.rs256(CHAT_KEY, claims().expirationTime(past).build())),
        Arguments.of("without an end", signed(claims().expirationTime(null))),
        Arguments.of("not valid yet", signed(claims().notBeforeTime(ahead))),
        Arguments.of("for another project", signed(claims().audience("987"))),
        Arguments.of("for nobody", signed(claims().audience((String) null))),
        Arguments.of("by another issuer", signed(claims().issuer("https://evil.example"))),
        Arguments.of("by no issuer", signed(claims().issuer(null))),
        Arguments.of("by a key of the same name", Tokens.rs256(impostor, claims().build())),
        Arguments.of("unsigned", new PlainJWT(claims().build()).serialize()),
        Arguments.of("signature cut off", good.substring(0, good.lastIndexOf('.') + 1)),
        Arguments.of(
            "public key as a secret",
            Tokens.sign(JWSAlgorithm.HS256, "chat", claims().build(), new MACSigner(publicKey))),
        Arguments.of("Chat's, by Google's key", Tokens.rs256(GOOGLE_KEY, claims().build())),
        Arguments.of("Google's, by Chat's key", Tokens.rs256(CHAT_KEY, googleClaims().build())),
        Arguments.of("Google's, for the project", google(googleClaims().audience(ChatApi.PROJECT))),
        Arguments.of(
            "Google's, of another account",
            google(googleClaims().claim("email", "evil@project.iam.gserviceaccount.com"))),
        Arguments.of("Google's, of no account", google(googleClaims().claim("email", null))),
        Arguments.of(
            "Google's, of an unproven account",
            google(googleClaims().claim("email_verified", false))),
        Arguments.of("a token of our own users", Tokens.of(LiveApi.ORGANIZATION, "runs:write")),
        Arguments.of("no token", "nonsense"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void aBadTokenIsRefusedAndNothingRuns(String what, String token) {
    Answer answer = CHAT.post(message("refused", "hello"), token);

    assertRefused(answer);
    assertThat(CHAT.runs("refused")).isZero();
  }

  @Test
  void whoBringsNoTokenIsRefused() {
    assertRefused(
        CHAT.api()
            .send(
                HttpRequest.newBuilder(CHAT.api().uri("/webhook"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))));
  }

  @Test
  void aSenderWhoIsNotOnTheListIsRefusedAndNothingRuns() {
    ObjectNode event = message("stranger", "hello");
    event.withObject("/user").put("email", "bob@example.com").put("name", "users/2");
    ObjectNode nobody = message("stranger", "hello");
    nobody.remove("user");
    nobody.withObject("/message").remove("sender");

    assertRefused(CHAT.post(event));
    assertRefused(CHAT.post(nobody));
    assertThat(CHAT.runs("stranger")).isZero();
  }

  @Test
  void whereItIsNotSetUpNobodyIsLetIn() {
    try (ChatApi off =
        new ChatApi(Map.of("millrace.chat.audiences", "", "millrace.chat.allowed-senders", ""))) {
      Answer answer = off.post(message("off", "hello"));

      assertRefused(answer);
      assertThat(answer.text("detail")).contains("CHAT_AUDIENCE");
    }
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return Tokens.rs256(CHAT_KEY, claims.build());
  }

  private static String google(JWTClaimsSet.Builder claims) {
    return Tokens.rs256(GOOGLE_KEY, claims.build());
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }
}
