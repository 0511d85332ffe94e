package dev.millrace.local.pubsub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic's or subscription's full name, {@code projects/<project>/<collection>/<id>}.
 *
 * <p>Source of the rule: "Resource names" in the service's documentation (3 to 255 characters, a
 * letter first, letters, digits and {@code -_.~+%} after, never {@code goog} at the start).
 */
record ResourceName(String project, String id) {
  static final String DELETED_TOPIC = "_deleted-topic_";

  private static final Pattern FULL = Pattern.compile("projects/([^/]+)/([^/]+)/([^/]+)");
  private static final Pattern PROJECT = Pattern.compile("projects/[^/]+");
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9\\-_.~+%]{2,254}");

  static ResourceName topic(String name) {
    return parse("topics", name);
  }

  static ResourceName subscription(String name) {
    return parse("subscriptions", name);
  }

  static void requireProject(String name) {
    if (!PROJECT.matcher(name).matches()) {
      throw Refusal.invalid("Invalid project name given (name=" + name + ").");
    }
  }

  private static ResourceName parse(String collection, String name) {
    Matcher parts = FULL.matcher(name);
    if (!parts.matches() || !parts.group(2).equals(collection) || !isId(parts.group(3))) {
      throw Refusal.invalid("Invalid [" + collection + "] name: (name=" + name + ").");
    }
    return new ResourceName(parts.group(1), parts.group(3));
  }

  private static boolean isId(String id) {
    return ID.matcher(id).matches() && !id.startsWith("goog");
  }
}
