package dev.millrace.local.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** One page of names in order, and the token of the next page, which is empty on the last. */
record Page(List<String> names, String nextToken) {
  private static final int DEFAULT_SIZE = 100;
  private static final int LARGEST_SIZE = 1000;

  Page {
    names = List.copyOf(names);
  }

  static Page of(List<String> all, int size, String token) {
    if (size < 0) {
      throw Refusal.invalid("Invalid page size (page_size=" + size + ").");
    }
    String after = token.isEmpty() ? "" : decode(token);
    int limit = size == 0 ? DEFAULT_SIZE : Math.min(size, LARGEST_SIZE);
    List<String> rest = all.stream().filter(name -> name.compareTo(after) > 0).sorted().toList();
    if (rest.size() <= limit) {
      return new Page(rest, "");
    }
    return new Page(rest.subList(0, limit), encode(rest.get(limit - 1)));
  }

  private static String encode(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.invalid("Invalid page token (page_token=" + token + ").");
    }
  }
}
