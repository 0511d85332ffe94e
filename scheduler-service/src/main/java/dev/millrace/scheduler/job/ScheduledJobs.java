package dev.millrace.scheduler.job;

import dev.millrace.scheduler.schedule.JobType;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The jobs that this service can run, by their types. Made at start, so that two of one type, or a
 * type that cannot be one, end the start.
 */
@Context
public final class ScheduledJobs {
  private final SortedMap<String, ScheduledJob> jobs = new TreeMap<>();

  ScheduledJobs(Collection<ScheduledJob> beans) {
    for (ScheduledJob bean : beans) {
      check(bean);
      ScheduledJob other = jobs.put(bean.type(), bean);
      if (other != null) {
        throw new ConfigurationException(
            "Two jobs are of type %s: %s and %s."
                .formatted(bean.type(), other.getClass().getName(), bean.getClass().getName()));
      }
    }
  }

  /** The job of a type; empty when this version has none. */
  public Optional<ScheduledJob> find(String type) {
    return Optional.ofNullable(jobs.get(type));
  }

  /** The types of what runs in this service. */
  public Collection<String> runnableNames() {
    return jobs.keySet();
  }

  /** The type of a name, if a schedule can be made of it. */
  public Optional<JobType> type(String name) {
    return JobType.of(name)
        .filter(type -> type.way() != JobType.Way.EXECUTION || jobs.containsKey(name));
  }

  /** Every type that a schedule can be made of. */
  public List<String> typeNames() {
    return Stream.concat(JobType.publishedNames().stream(), jobs.keySet().stream()).toList();
  }

  private static void check(ScheduledJob bean) {
    boolean isFree =
        JobType.of(bean.type()).filter(type -> type.way() == JobType.Way.EXECUTION).isPresent();
    if (!isFree) {
      throw new ConfigurationException(
          "%s cannot be the job type of %s: it must be lower-case words with hyphens between them,"
                  .formatted(bean.type(), bean.getClass().getName())
              + " at most 64 characters, and none of "
              + String.join(", ", JobType.publishedNames())
              + ".");
    }
  }
}
