package dev.millrace.scheduler.waking;

/** For workers that always run, as on a laptop: there is nothing to start. */
final class NoWaker implements Waker {
  @Override
  public Woken wake() {
    return new Woken.Failed("SCHEDULER_WAKE_JOB is not set.");
  }

  @Override
  public boolean isOn() {
    return false;
  }
}
