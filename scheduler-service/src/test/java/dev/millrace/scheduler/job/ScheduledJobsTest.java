package dev.millrace.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.scheduler.schedule.JobType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduledJobsTest {
  @Test
  void whatIsRegisteredIsAmongTheTypesThatASchedulesCanBeMadeOf() {
    ScheduledJobs jobs = new ScheduledJobs(List.of(new ScriptedJob("zebra"), new ScriptedJob()));

    assertThat(jobs.typeNames())
        .containsExactly(
            "content-request",
            "agent-run",
            "catalog-worker",
            "catalog-review",
            "catalog-cleanup",
            "catalog-watchdog",
            "catalog-backup",
            "nightly-report",
            "zebra");
    assertThat(jobs.type("zebra").map(JobType::way)).contains(JobType.Way.EXECUTION);
    assertThat(jobs.type("catalog-review")).contains(JobType.CATALOG_REVIEW);
    assertThat(jobs.type("http")).as("nothing has registered it here").isEmpty();
    assertThat(jobs.find("zebra")).isPresent();
    assertThat(jobs.find("catalog-review")).isEmpty();
  }

  @Test
  void oneTypeHasOneJob() {
    assertThatThrownBy(() -> new ScheduledJobs(List.of(new ScriptedJob(), new ScriptedJob())))
        .hasMessageStartingWith("Two jobs are of type nightly-report: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Nightly",
        "nightly report",
        "-nightly",
        "nightly-",
        "2nd",
        "catalog-review",
        "a-name-of-sixty-five-characters-which-is-one-more-than-it-may-have"
      })
  void aTypeThatCannotBeOneEndsTheStart(String type) {
    assertThatThrownBy(() -> new ScheduledJobs(List.of(new ScriptedJob(type))))
        .hasMessageStartingWith(type + " cannot be the job type of " + ScriptedJob.class.getName())
        .hasMessageEndingWith("catalog-watchdog, catalog-backup.");
  }
}
