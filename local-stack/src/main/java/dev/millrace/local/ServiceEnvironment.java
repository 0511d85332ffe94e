package dev.millrace.local;

import java.util.HashMap;
import java.util.Map;

/** What every service is told: the user's own variables, and the local stack's for the rest. */
record ServiceEnvironment(
    String databaseUrl, String brokerAddress, String project, String secretKey) {
  static final String SECRET_KEY = "SECRET_KEY";
  static final String CRON_SECRET = "CRON_SECRET";
  static final String ALGORITHM = "ALGORITHM";
  static final String HS256 = "HS256";

  Map<String, String> over(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(given);
    all.values().removeIf(String::isBlank);
    all.put(Settings.DATABASE_URL, databaseUrl);
    all.put(Settings.BROKER_ADDRESS, brokerAddress);
    all.put("GOOGLE_CLOUD_PROJECT", project);
    all.put(SECRET_KEY, secretKey);
    all.putIfAbsent(ALGORITHM, HS256);
    all.putIfAbsent("ENVIRONMENT", "local");
    all.putIfAbsent("RESCUE_AFTER", "5s");
    // On a laptop nobody calls for ticks.
    all.putIfAbsent("SCHEDULER_DRIVER", "loop");
    // One arena for all: threads that seldom allocate natively need no memory of their own each.
    all.putIfAbsent("MALLOC_ARENA_MAX", "1");
    // What the local topology's subscriptions are made with.
    all.putIfAbsent("PUBSUB_BACKOFF_MIN", "100ms");
    all.putIfAbsent("PUBSUB_BACKOFF_MAX", "5s");
    return all;
  }

  @Override
  public String toString() {
    return "ServiceEnvironment[project=" + project + "]";
  }
}
