package dev.millrace.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code DATABASE_URL}: {@code postgresql://user:password@host:port/database?options},
 * {@code postgres://…}, or the same as a JDBC URL, which may name user and password among its
 * options. The password is neither in {@link #jdbcUrl} nor in {@code toString}.
 */
record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
  private static final String JDBC = "jdbc:";
  private static final String PREFIX = "jdbc:postgresql://";
  private static final String CLOUD_SQL =
      "socketFactory=com.google.cloud.sql.postgres.SocketFactory&enableIamAuth=true"
          + "&ipTypes=PRIVATE&sslmode=disable&cloudSqlInstance=";
  private static final String USER = "user=";
  private static final String PASSWORD = "password=";

  static DatabaseUrl parse(@Nullable String value) {
    if (value == null || value.isBlank()) {
      throw invalid("it is not set");
    }
    String bare = value.strip();
    URI uri = parseUri(bare.startsWith(JDBC) ? bare.substring(JDBC.length()) : bare);
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw invalid("it must begin with postgresql:// or jdbc:postgresql://");
    }
    String authority = authority(uri);
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String user = credential(authority, 0);
    String password = credential(authority, 1);
    return new DatabaseUrl(
        PREFIX + host + database(uri) + options(query),
        user == null ? option(query, USER) : user,
        password == null ? option(query, PASSWORD) : password);
  }

  /**
   * The same database and user, in an instance of Cloud SQL that is found by its name and reached
   * by its private address; the account's token takes the place of a password. The host is not
   * used.
   *
   * @param instance {@code project:region:instance}
   */
  DatabaseUrl throughCloudSql(String instance) {
    if (instance.split(":", -1).length < 3) {
      throw new IllegalArgumentException(
          "CLOUD_SQL_INSTANCE cannot be used: write it as project:region:instance.");
    }
    if (user == null || user.isEmpty()) {
      throw new IllegalArgumentException(
          "DATABASE_URL names no user: with CLOUD_SQL_INSTANCE it is the service account without"
              + " .gserviceaccount.com, its @ written as %40.");
    }
    String address = jdbcUrl.substring(jdbcUrl.indexOf('/', PREFIX.length()));
    String join = address.indexOf('?') < 0 ? "?" : "&";
    return new DatabaseUrl(
        PREFIX + address + join + CLOUD_SQL + instance, user, password == null ? "none" : password);
  }

  private static URI parseUri(String value) {
    try {
      URI uri = new URI(value);
      if (uri.getRawFragment() != null) {
        throw unencoded();
      }
      return uri;
    } catch (URISyntaxException malformed) {
      throw unencoded();
    }
  }

  /** May be missing where a socket factory finds the server, as Cloud SQL's does. */
  private static String authority(URI uri) {
    if (uri.getRawAuthority() != null) {
      return uri.getRawAuthority();
    }
    if (uri.getRawQuery() != null && uri.getRawQuery().contains("socketFactory=")) {
      return "";
    }
    throw invalid("it names no host");
  }

  private static String database(URI uri) {
    String path = uri.getRawPath();
    if (path == null || path.length() < 2) {
      throw invalid("it names no database");
    }
    if (path.indexOf('@') >= 0) {
      throw unencoded();
    }
    return path;
  }

  private static @Nullable String credential(String authority, int index) {
    int at = authority.lastIndexOf('@');
    if (at < 0) {
      return null;
    }
    String[] parts = authority.substring(0, at).split(":", 2);
    return index < parts.length ? decoded(parts[index].replace("+", "%2B")) : null;
  }

  private static @Nullable String option(String query, String name) {
    return Arrays.stream(query.split("&"))
        .filter(option -> option.startsWith(name))
        .map(option -> decoded(option.substring(name.length())))
        .findFirst()
        .orElse(null);
  }

  private static String options(String query) {
    Predicate<String> isCredential =
        option -> option.startsWith(USER) || option.startsWith(PASSWORD);
    String kept =
        Arrays.stream(query.split("&"))
            .filter(option -> !option.isEmpty())
            .filter(isCredential.negate())
            .collect(Collectors.joining("&"));
    return kept.isEmpty() ? "" : "?" + kept;
  }

  private static String decoded(String value) {
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException unencoded() {
    return invalid("it is not a URL (percent-encode special characters of the password)");
  }

  private static IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(
        "DATABASE_URL cannot be used: "
            + reason
            + ". Set it to postgresql://user:password@host:5432/database.");
  }

  @Override
  public String toString() {
    return jdbcUrl;
  }
}
