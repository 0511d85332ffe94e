package dev.millrace.secret;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.convert.ConversionService;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which secrets are asked for, and where. It is read from the environment itself, since the
 * configuration is not there before them.
 *
 * @param names the resource name of a secret's version, by the variable that it becomes
 * @param endpoint {@code SECRET_MANAGER_ENDPOINT}: host and port
 * @param timeLimit {@code SECRET_MANAGER_TIME_LIMIT}: the most that all of them may take
 */
record SecretRequest(Map<String, String> names, Endpoint endpoint, Duration timeLimit) {
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Pattern VERSION = Pattern.compile("latest|[0-9]{1,10}|[a-zA-Z][\\w-]{0,62}");
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * Where Secret Manager is.
   *
   * @param isLocal whether it is this machine, and spoken to in the clear and without credentials
   */
  record Endpoint(String host, int port, boolean isLocal) {
    static Endpoint of(String text) {
      int colon = text.lastIndexOf(':');
      String host = colon < 0 ? text : text.substring(0, colon);
      String port = colon < 0 ? "443" : text.substring(colon + 1);
      require(
          !host.isBlank() && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535,
          "SECRET_MANAGER_ENDPOINT must be a host, or a host and a port, and is " + text + ".");
      return new Endpoint(
          host, Integer.parseInt(port), host.equals("localhost") || host.equals("127.0.0.1"));
    }
  }

  /**
   * What an environment asks for, but for what it sets itself: that has precedence, and is not
   * fetched.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  static SecretRequest of(Map<String, String> environment) {
    String project =
        Stream.of("SECRET_MANAGER_PROJECT", "GOOGLE_CLOUD_PROJECT")
            .map(name -> environment.getOrDefault(name, "").strip())
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "GOOGLE_CLOUD_PROJECT must be set, since SECRET_MANAGER_KEYS is."));
    Map<String, String> names = new TreeMap<>();
    for (String key : environment.getOrDefault(Secrets.KEYS, "").split(",", -1)) {
      if (!key.isBlank()) {
        String variable = key.split("=", 2)[0].strip();
        require(
            VARIABLE.matcher(variable).matches(),
            "SECRET_MANAGER_KEYS must list variables, as OPENAI_API_KEY or"
                + " OPENAI_API_KEY=name-of-the-secret:version, and one is "
                + key.strip()
                + ".");
        if (environment.getOrDefault(variable, "").isBlank()) {
          names.put(variable, name(project, key.strip(), variable));
        }
      }
    }
    return new SecretRequest(
        names,
        Endpoint.of(
            environment.getOrDefault(
                "SECRET_MANAGER_ENDPOINT", "secretmanager.googleapis.com:443")),
        timeLimit(environment.getOrDefault("SECRET_MANAGER_TIME_LIMIT", "10s")));
  }

  private static String name(String project, String key, String variable) {
    String[] secret =
        (key.contains("=") ? key.substring(key.indexOf('=') + 1).strip() : variable).split(":", 2);
    String version = secret.length == 2 ? secret[1] : "latest";
    require(
        SECRET.matcher(secret[0]).matches() && VERSION.matcher(version).matches(),
        "SECRET_MANAGER_KEYS names no secret that can be for " + variable + ".");
    return "projects/" + project + "/secrets/" + secret[0] + "/versions/" + version;
  }

  private static Duration timeLimit(String text) {
    Duration limit =
        ConversionService.SHARED
            .convert(text, Duration.class)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "SECRET_MANAGER_TIME_LIMIT must be a duration, such as 10s."));
    require(
        limit.isPositive() && limit.compareTo(LONGEST) <= 0,
        "SECRET_MANAGER_TIME_LIMIT must be more than 0s and at most 1m.");
    return limit;
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new ConfigurationException(sentence);
    }
  }
}
