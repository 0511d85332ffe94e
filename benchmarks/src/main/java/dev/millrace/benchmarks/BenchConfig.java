package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much is measured.
 *
 * @param home the project's root directory
 * @param warmup how long a service works before its first figure ({@code WARMUP}, 60s)
 * @param duration how long each figure is measured ({@code DURATION}, 10s)
 * @param rounds how often value and baseline take turns ({@code ROUNDS}, 3)
 */
public record BenchConfig(Path home, Duration warmup, Duration duration, int rounds) {
  private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m)");

  public BenchConfig {
    if (rounds < 1 || duration.isZero()) {
      throw new IllegalArgumentException("ROUNDS and DURATION must be more than nothing");
    }
  }

  static BenchConfig from(Path home, Map<String, String> environment) {
    return new BenchConfig(
        home,
        duration(environment, "WARMUP", "60s"),
        duration(environment, "DURATION", "10s"),
        Integer.parseInt(given(environment, "ROUNDS", "3")));
  }

  private static Duration duration(Map<String, String> environment, String name, String otherwise) {
    String value = given(environment, name, otherwise);
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " must be like 500ms, 10s or 2m, not " + value);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }

  private static String given(Map<String, String> environment, String name, String otherwise) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }
}
