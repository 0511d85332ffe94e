package dev.millrace.worker.serve;

import dev.millrace.startup.Launch;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs until nothing is left to do: a job. */
@Command(
    name = "drain",
    description = "Works until its subscriptions have been idle and nothing is due, then exits.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  content-worker drain --idle 20s --max-duration 1h"})
public final class DrainCommand implements Callable<Integer> {
  @Option(
      names = "--idle",
      defaultValue = "20s",
      converter = DurationConverter.class,
      description = "How long nothing may have come, and nothing may fall due (default: 20s).")
  private Duration idle = Duration.ofSeconds(20);

  @Option(
      names = "--max-duration",
      defaultValue = "50m",
      converter = DurationConverter.class,
      description = "When to stop although there is work left (default: 50m).")
  private Duration maxDuration = Duration.ofMinutes(50);

  @Override
  public Integer call() throws InterruptedException {
    try (ApplicationContext context = Launch.job("content-worker")) {
      context.getBean(Drain.class).run(idle, maxDuration);
    }
    return 0;
  }
}
