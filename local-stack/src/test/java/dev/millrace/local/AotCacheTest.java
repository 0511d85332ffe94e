package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
  private final Path home;
  private final AotCache cache;

  AotCacheTest(@TempDir Path home) {
    this.home = home;
    this.cache = AotCache.of(Program.AGENTS_API, home);
  }

  @BeforeEach
  void build() throws IOException {
    Files.createDirectories(cache.directory().resolve("lib"));
    Files.writeString(Program.AGENTS_API.jar(home, "0.1.0"), "program");
    Files.writeString(cache.directory().resolve("lib/library.jar"), "library");
  }

  @Test
  void isCurrentFromItsTrainingUntilAJarChanges() throws IOException {
    assertThat(cache.isCurrent()).isFalse();
    Files.writeString(cache.inTheMaking(), "cache");
    assertThat(cache.accept(cache.stamp())).isTrue();
    assertThat(cache.isCurrent()).isTrue();

    Files.writeString(cache.directory().resolve("lib/library.jar"), "a newer library");

    assertThat(cache.isCurrent()).isFalse();
  }

  @Test
  void isRefusedWhenAJarChangedDuringItsTraining() throws IOException {
    String atStart = cache.stamp();
    Files.writeString(cache.inTheMaking(), "cache");
    Files.writeString(Program.AGENTS_API.jar(home, "0.1.0"), "a newer program");

    assertThat(cache.accept(atStart)).isFalse();
    assertThat(cache.isCurrent()).isFalse();
  }

  @Test
  void leavesNothingOfAnUnfinishedTraining() throws IOException {
    Files.writeString(cache.inTheMaking(), "half a cache");

    cache.discard();

    assertThat(cache.inTheMaking()).doesNotExist();
  }
}
