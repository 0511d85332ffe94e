package dev.millrace.secret;

import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import io.micronaut.context.env.PropertySource;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is asked for, and makes properties of it. */
final class SecretReading {
  private static final Logger logger = LoggerFactory.getLogger(SecretReading.class);
  private static final String KEY_OF_A_PROVIDER = "_API_KEY";

  private SecretReading() {}

  /** Asks for all of it at once; waits for the request's time limit at most. */
  static PropertySource of(SecretRequest request) {
    Map<String, Object> properties = new HashMap<>();
    Map<String, String> unread = new TreeMap<>();
    if (!request.names().isEmpty()) {
      try (SecretClient client = new SecretClient(request.endpoint(), request.timeLimit())) {
        client
            .access(request.names())
            .forEach(
                (variable, answer) -> {
                  switch (answer) {
                    case SecretClient.Answer.Found(AccessSecretVersionResponse found)
                        when isWhole(found) ->
                        properties.put(
                            variable,
                            found.getPayload().getData().toString(StandardCharsets.UTF_8).strip());
                    case SecretClient.Answer.Found _ ->
                        unread.put(variable, "its checksum does not fit");
                    case SecretClient.Answer.Not(String reason) -> unread.put(variable, reason);
                  }
                });
      }
    }
    logger
        .atInfo()
        .addKeyValue("event", "secrets.read")
        .addKeyValue("read", properties.size())
        .addKeyValue("unread", unread.size())
        .log("Secrets read from Secret Manager");
    unread.forEach((variable, reason) -> complain(request, variable, reason));
    properties.put("MILLRACE_SECRETS_ASKED", true);
    properties.put("MILLRACE_SECRETS_UNREAD", String.join(",", unread.keySet()));
    return new SecretProperties(properties);
  }

  /** The name of the provider whose key a variable is; empty if it is something else. */
  static String provider(String variable) {
    return variable.endsWith(KEY_OF_A_PROVIDER)
        ? variable
            .substring(0, variable.length() - KEY_OF_A_PROVIDER.length())
            .toLowerCase(Locale.ROOT)
        : "";
  }

  private static void complain(SecretRequest request, String variable, String reason) {
    logger
        .atWarn()
        .addKeyValue("event", "secret.unread")
        .addKeyValue("variable", variable)
        .addKeyValue("secret", request.names().get(variable))
        .addKeyValue("provider", provider(variable))
        .addKeyValue("reason", reason)
        .log("Secret not read, going on as if its variable were not set");
  }

  /** Google's advice: what was cut or changed on the way is no secret. */
  private static boolean isWhole(AccessSecretVersionResponse found) {
    if (!found.getPayload().hasDataCrc32C()) {
      return true;
    }
    CRC32C sum = new CRC32C();
    sum.update(found.getPayload().getData().asReadOnlyByteBuffer());
    return sum.getValue() == found.getPayload().getDataCrc32C();
  }
}
