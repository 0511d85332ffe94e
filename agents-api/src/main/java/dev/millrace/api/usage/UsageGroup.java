package dev.millrace.api.usage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What usage is counted by. */
enum UsageGroup {
  DAY,
  PROVIDER,
  MODEL,
  KIND;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<UsageGroup> of(String wireName) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(wireName)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(UsageGroup::wireName).toList();
  }
}
