package dev.millrace.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void neverGivesOnePortToTwo() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int asked = 0; asked < 1_000; asked++) {
      ports.add(FreePort.find());
    }

    assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 20_000 && port < 32_000);
  }

  @Test
  void passesOverWhatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(FreePort.find())) {
      for (int asked = 0; asked < 12_000; asked++) {
        assertThat(FreePort.find()).isNotEqualTo(taken.getLocalPort());
      }
    }
  }
}
