package dev.millrace.api.run;

import dev.millrace.run.AgentRun;

/**
 * What became of a call that asked for a run.
 *
 * @param isNew whether the run was made by this call, or by the first one of the same key
 * @param isReplayed whether an earlier call of the same key did it
 * @param isDue whether it is to be published at once
 */
public record RunAdmission(AgentRun row, boolean isNew, boolean isReplayed, boolean isDue) {}
