package dev.millrace.api.usage;

import dev.millrace.wire.WireNames;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What usage is counted by. */
enum UsageGroup {
  DAY,
  PROVIDER,
  MODEL,
  KIND;

  private static final WireNames<UsageGroup> NAMES =
      WireNames.of(UsageGroup.class, UsageGroup::wireName);

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<UsageGroup> of(String wireName) {
    return NAMES.find(wireName);
  }

  static List<String> names() {
    return NAMES.all();
  }
}
