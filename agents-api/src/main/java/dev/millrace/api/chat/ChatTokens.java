package dev.millrace.api.chat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.security.IdentityClaims;
import dev.millrace.security.JwksAddress;
import dev.millrace.security.Signature;
import dev.millrace.security.SignatureVerifier;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens that come with events of Google Chat: <a
 * href="https://developers.google.com/workspace/chat/verify-requests-from-chat">its
 * documentation</a>. For a project's number Chat signs itself; for the URL of an endpoint Google
 * does, and the e-mail address says that it is for Chat. Each issuer is held to its own keys and
 * its own audiences. Thread-safe.
 */
@Singleton
final class ChatTokens {
  /** Chat, as an issuer and as an account. */
  static final String CHAT = "chat@system.gserviceaccount.com";

  /** Google, as an issuer. */
  static final String GOOGLE = "https://accounts.google.com";

  private final Map<String, Issuer> issuers = new HashMap<>();

  ChatTokens(ChatConfig config, Clock clock) {
    if (!config.projects().isEmpty()) {
      issuers.put(
          CHAT,
          new Issuer(
              SignatureVerifier.rs256(JwksAddress.of("CHAT_JWKS_URL", config.jwksUrl())),
              new IdentityClaims(CHAT, config.projects(), config.clockSkew(), clock),
              false));
    }
    if (!config.endpoints().isEmpty()) {
      issuers.put(
          GOOGLE,
          new Issuer(
              SignatureVerifier.rs256(JwksAddress.of("CHAT_OIDC_JWKS_URL", config.oidcJwksUrl())),
              new IdentityClaims(GOOGLE, config.endpoints(), config.clockSkew(), clock),
              true));
    }
  }

  /** Whether any token can be good. */
  boolean isConfigured() {
    return !issuers.isEmpty();
  }

  /**
   * Judges a token; may wait for the network.
   *
   * @return that it is good; or bad and why; or that nobody can say, for now
   */
  Signature judge(String token) {
    String named = issuer(token);
    Issuer issuer = issuers.get(named == null ? "" : named);
    if (named == null) {
      return new Signature.Bad("is not valid: its form is wrong");
    } else if (issuer == null) {
      return new Signature.Bad("is from another issuer");
    }
    Signature signature = issuer.signatures.verify(token);
    String fault = signature instanceof Signature.Good(var claims) ? issuer.fault(claims) : null;
    return fault == null ? signature : new Signature.Bad(fault);
  }

  /** What the token says, unproven: it decides only by whose keys it is proven, or not. */
  private static @Nullable String issuer(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getIssuer();
    } catch (ParseException malformed) {
      return null;
    }
  }

  private record Issuer(
      SignatureVerifier signatures, IdentityClaims rules, boolean isForManyAccounts) {

    @Nullable String fault(JWTClaimsSet claims) {
      String fault = rules.fault(claims);
      return fault == null && isForManyAccounts
          ? IdentityClaims.faultOfAccount(claims, Set.of(CHAT), "Google Chat's")
          : fault;
    }
  }
}
