package dev.millrace.security;

import io.micronaut.http.HttpRequest;
import java.util.List;

/** What a header of the form {@code Bearer …} holds. */
public sealed interface Bearer {
  /** There is no such header. */
  record Missing() implements Bearer {}

  /** There is one, and it is not of that form, or there are several. */
  record Unreadable() implements Bearer {}

  /** The token in it. */
  record Token(String value) implements Bearer {
    @Override
    public String toString() {
      return "Token[…]";
    }
  }

  /** Reads a header of a request. */
  static Bearer of(HttpRequest<?> request, String header) {
    List<String> values = request.getHeaders().getAll(header);
    return switch (values.size()) {
      case 0 -> new Missing();
      case 1 -> read(values.getFirst());
      default -> new Unreadable();
    };
  }

  private static Bearer read(String value) {
    String scheme = "Bearer ";
    String token = value.substring(Math.min(scheme.length(), value.length())).strip();
    return value.regionMatches(true, 0, scheme, 0, scheme.length()) && !token.isEmpty()
        ? new Token(token)
        : new Unreadable();
  }
}
