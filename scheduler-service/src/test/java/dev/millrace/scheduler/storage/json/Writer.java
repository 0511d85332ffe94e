package dev.millrace.scheduler.storage.json;

import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.testing.Schedules;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/**
 * A process of its own that commits one schedule after the other, and prints the id of each once it
 * is acknowledged. When the disk refuses one it prints how many there are in memory, and ends.
 */
final class Writer {
  private static final Instant SLOT = Instant.parse("2026-11-23T09:00:00Z");

  private Writer() {}

  /** Writes to the directory named until it is killed. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (JsonFiles files =
        JsonFiles.open(Path.of(arguments[0]), Retention.DEFAULT, Clock.systemUTC(), 50_000)) {
      while (true) {
        Schedule schedule = Schedules.hourly(SLOT).dueAt(SLOT);
        files.write(unit -> new JsonRegister(unit.state(), unit.now()).insert(schedule));
        out.println(schedule.id());
      }
    } catch (DatabaseException refused) {
      out.println("refused " + refused.state());
    } catch (IllegalStateException locked) {
      out.println("locked " + locked.getMessage());
    }
  }
}
