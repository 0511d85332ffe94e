package dev.millrace.dispatch;

import dev.millrace.content.RescueTime;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How rows find their way to the topic.
 *
 * @param topic the topic of content requests
 * @param rescueAfter how long a published row may wait unclaimed before it counts as lost
 * @param publishTimeout how long one publication may take before it counts as failed
 * @param sweepBatch the most rows that one sweep takes at once
 * @param onUnknown what follows when it is unknown whether a worker's paid call was answered
 */
@ConfigurationProperties("millrace.dispatch")
public record DispatchConfig(
    @Bindable(defaultValue = "content-generation-requests") String topic,
    @Bindable(defaultValue = "60s") Duration rescueAfter,
    @Bindable(defaultValue = "2s") Duration publishTimeout,
    @Bindable(defaultValue = "500") int sweepBatch,
    @Bindable(defaultValue = "REPEAT_ONCE") OnUnknown onUnknown)
    implements RescueTime {

  /** What follows when it is unknown whether a paid call was answered. */
  public enum OnUnknown {
    /** It is made once more, at the cost of an attempt; a second unknown outcome is the last. */
    REPEAT_ONCE(1),
    /** Nothing is paid for twice: the row fails, and the decision is left to an operator. */
    FAIL(0);

    private final int mostUnknown;

    OnUnknown(int mostUnknown) {
      this.mostUnknown = mostUnknown;
    }

    /** How many calls of one step may have an unknown outcome before no other is made. */
    public int mostUnknown() {
      return mostUnknown;
    }
  }
}
