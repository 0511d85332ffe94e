package dev.millrace.dispatch;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How runs find their way to their topic; all else is as {@link DispatchConfig} has it.
 *
 * @param topic the topic of agent runs
 */
@ConfigurationProperties("millrace.dispatch.runs")
public record RunDispatchConfig(@Bindable(defaultValue = "agent-runs") String topic) {}
