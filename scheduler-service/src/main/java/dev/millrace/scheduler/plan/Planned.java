package dev.millrace.scheduler.plan;

import dev.millrace.scheduler.schedule.Schedule;

/** A schedule with what is to be done with it. */
public record Planned(Schedule schedule, Plan plan) {}
