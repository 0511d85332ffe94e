package dev.millrace.worker.serve;

import dev.millrace.startup.Launch;
import picocli.CommandLine.Command;

/** Runs until it is stopped: a worker pool, or a laptop. */
@Command(
    name = "serve",
    description = "Works until it is stopped (SIGTERM). This is the default.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Runnable {
  @Override
  public void run() {
    Launch.service("content-worker");
  }
}
