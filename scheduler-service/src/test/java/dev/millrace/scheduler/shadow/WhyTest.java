package dev.millrace.scheduler.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scheduler.storage.Comparison.Difference;
import dev.millrace.scheduler.storage.Comparison.Side;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyTest {
  private static final Instant DUE = Instant.parse("2026-11-23T09:00:00Z");

  @Test
  void whoeverCameLateIsNamedWithHowLate() {
    assertThat(why(side("skipped", "misfire", 300), side("fired", null, 1)))
        .startsWith("The live path came late: it looked 5 min after the slot was due")
        .endsWith("The shadow path looked after 1.0 s, and fired it.");
    assertThat(why(side("fired", null, 1), side("skipped", "too_late", 90)))
        .startsWith("The shadow path came too late: it looked 90.0 s after the slot was due")
        .contains("max_lateness");
  }

  @Test
  void anOlderRunThatOnePathSawIsNamed() {
    assertThat(why(side("skipped", "overlap", 1), side("fired", null, 30)))
        .isEqualTo(
            "The live path found that an older run had not ended, 1.0 s after the slot was due;"
                + " the shadow path, after 30.0 s, found none.");
    assertThat(why(side("fired", "overlap", 1), side("deferred", "overlap", 30)))
        .startsWith("The shadow path still lets the slot wait");
  }

  @Test
  void aPathThatDidNotLookIsNamed() {
    assertThat(why(null, side("fired", null, 1)))
        .startsWith("The live path decided nothing about the slot: no tick of it has looked")
        .endsWith("The shadow path decided at 2026-11-23T09:00:01Z.");
    assertThat(why(side("fired", null, 1), null)).startsWith("The shadow path decided nothing");
  }

  @Test
  void whatTheRecordsDoNotTellIsNotGuessed() {
    assertThat(why(side("skipped", "misfire", 1), side("skipped", "too_late", 2)))
        .startsWith("Neither fires it, for other reasons");
    assertThat(why(side("fired", null, 1), side("skipped", "moon", 2)))
        .endsWith("the records do not tell why.");
    assertThat(why(null, null)).isEqualTo("Neither path decided about the slot.");
  }

  private static Side side(String decision, @Nullable String reason, long seconds) {
    return new Side(decision, reason, DUE.plusSeconds(seconds), null);
  }

  private static String why(@Nullable Side live, @Nullable Side shadow) {
    return Why.of(new Difference(new UUID(0, 0), "lessons", DUE, live, shadow));
  }
}
