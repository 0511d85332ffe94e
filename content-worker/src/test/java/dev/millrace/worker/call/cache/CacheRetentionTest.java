package dev.millrace.worker.call.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheRetentionTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final ApplicationContext WORKER =
      DATABASE.context(
          Map.of("millrace.call-cache.retention", "10d", "millrace.call-cache.most-bytes", "1000"));

  @AfterAll
  static void close() {
    WORKER.close();
    DATABASE.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @Test
  void whatNobodyHasAskedForInALongTimeIsForgottenInSets() {
    insert("old", 1_500, 0, "11 days");
    insert("young", 5, 0, "9 days");

    WORKER.getBean(CacheRetention.class).run();

    assertThat(DATABASE.count("call_cache")).isEqualTo(5);
  }

  @Test
  void whatIsTooMuchGoesTheLeastAskedForFirst() {
    insert("old", 10, 100, "2 days");
    insert("young", 5, 100, "1 day");

    WORKER.getBean(CacheRetention.class).run();

    assertThat(DATABASE.number("SELECT count(*) FROM call_cache WHERE kind = 'young'"))
        .isEqualTo(5);
    assertThat(DATABASE.count("call_cache")).isEqualTo(10);
  }

  private static void insert(String kind, int count, int bytes, String age) {
    DATABASE.execute(
        """
        INSERT INTO call_cache (organization_id, work_hash, provider, model, kind, answer, used_at)
        SELECT 'o', sha256((? || n)::bytea), 'p', 'm', ?, convert_to(repeat('x', ?), 'UTF8'), now() - ?::interval
        FROM generate_series(1, ?) n
        """,
        kind,
        kind,
        bytes,
        age,
        count);
  }
}
