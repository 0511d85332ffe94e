package dev.millrace.api.usage;

import dev.millrace.paging.Query;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose usage is counted, of which time, and by what. */
record UsageFilter(String organizationId, Instant from, Instant to, Set<UsageGroup> groups) {
  private static final Set<String> PARAMETERS = Set.of("from", "to", "group_by", "organization_id");
  private static final int DEFAULT_DAYS = 30;
  private static final Duration LONGEST = Duration.ofDays(92);

  /** What the query string asks for: the last thirty days by day, unless it says otherwise. */
  static UsageFilter read(HttpRequest<?> request, Caller caller, Clock clock) {
    Query query = new Query(request).onlyKnows(PARAMETERS);
    requireOwn(caller, query.text("organization_id"));
    Instant to = Optional.ofNullable(query.instant("to")).orElseGet(clock::instant);
    Instant from =
        Optional.ofNullable(query.instant("from"))
            .orElseGet(
                () -> to.truncatedTo(ChronoUnit.DAYS).minus(DEFAULT_DAYS - 1, ChronoUnit.DAYS));
    if (!from.isBefore(to)) {
      query.refuse("from", "must be before to");
    } else if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      query.refuse("from", "must be at most " + LONGEST.toDays() + " days before to");
    }
    Set<UsageGroup> groups = groups(query);
    query.throwIfInvalid();
    return new UsageFilter(caller.organizationId(), from, to, groups);
  }

  private static Set<UsageGroup> groups(Query query) {
    Set<UsageGroup> groups = EnumSet.noneOf(UsageGroup.class);
    String text = query.text("group_by");
    for (String name : (text == null ? "day" : text).split(",", -1)) {
      Optional<UsageGroup> group = UsageGroup.of(name.strip());
      if (group.isPresent()) {
        groups.add(group.get());
      } else {
        query.refuse(
            "group_by",
            "must be some of " + String.join(", ", UsageGroup.names()) + ", with commas");
      }
    }
    return groups;
  }

  private static void requireOwn(Caller caller, @Nullable String organization) {
    if (organization != null && !organization.equals(caller.organizationId())) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.FORBIDDEN,
              "foreign-organization",
              "Another organization",
              "The token is for organization " + caller.organizationId() + "."));
    }
  }
}
