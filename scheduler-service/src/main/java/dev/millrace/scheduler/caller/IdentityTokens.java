package dev.millrace.scheduler.caller;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.security.IdentityClaims;
import dev.millrace.security.Signature;
import dev.millrace.security.SignatureVerifier;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks Google's identity tokens of service accounts: the signature by the issuer's published
 * keys, then the claims. Behind Cloud Run's IAM check it also takes a token whose signature the
 * platform has verified and put a fixed word in place of; such a token is worth nothing elsewhere.
 *
 * <p>See <a href="https://cloud.google.com/run/docs/authenticating/service-to-service">Cloud Run's
 * documentation</a>. Thread-safe.
 */
@Singleton
final class IdentityTokens {
  /** What Cloud Run puts in place of a signature that it has verified. */
  static final String REMOVED = "SIGNATURE_REMOVED_BY_GOOGLE";

  private final boolean behindIam;
  private final Set<String> accounts;
  private final IdentityClaims rules;
  private final SignatureVerifier signatures;

  IdentityTokens(CallerConfig config, Clock clock) {
    behindIam = config.behindIam();
    accounts = config.serviceAccounts();
    rules = new IdentityClaims(config.issuer(), config.audiences(), config.clockSkew(), clock);
    signatures = SignatureVerifier.rs256(config.keys());
  }

  /** Judges a token; may wait for the network. */
  Verdict judge(String token) {
    return token.endsWith("." + REMOVED) ? judgeUnsigned(token) : judgeSigned(token);
  }

  private Verdict judgeSigned(String token) {
    return switch (signatures.verify(token)) {
      case Signature.Good(JWTClaimsSet claims) -> judge(claims);
      case Signature.Bad(String reason) -> Verdict.Refused.token(reason);
      case Signature.Undecided(Throwable cause) -> new Verdict.Undecided(cause);
    };
  }

  private Verdict judgeUnsigned(String token) {
    if (!behindIam) {
      return Verdict.Refused.token("has no signature, and only SCHEDULER_AUTH=iam takes it so");
    }
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      return parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
          ? judge(parsed.getJWTClaimsSet())
          : Verdict.Refused.token("is not signed by RS256");
    } catch (ParseException e) {
      return Verdict.Refused.token("is not valid: its form is wrong");
    }
  }

  private Verdict judge(JWTClaimsSet claims) {
    String fault = fault(claims);
    return fault == null ? new Verdict.Accepted() : Verdict.Refused.token(fault);
  }

  private @Nullable String fault(JWTClaimsSet claims) {
    String fault = rules.fault(claims);
    return fault == null
        ? IdentityClaims.faultOfAccount(claims, accounts, "among SCHEDULER_SERVICE_ACCOUNTS")
        : fault;
  }
}
