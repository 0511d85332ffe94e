package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void withoutAnyVariableEverythingIsEmbeddedOnTheUsualPorts() throws StartException {
    Settings settings = from(Map.of());

    assertThat(settings.port(Program.AGENTS_API)).isEqualTo(8080);
    assertThat(settings.port(Program.CONTENT_WORKER)).isEqualTo(8081);
    assertThat(settings.port(Program.SCHEDULER_SERVICE)).isEqualTo(8082);
    assertThat(settings.brokerPort()).isEqualTo(8085);
    assertThat(settings.databasePort()).isEqualTo(15432);
    assertThat(settings.foreignDatabase()).isEmpty();
    assertThat(settings.foreignBroker()).isEmpty();
    assertThat(settings.project()).isEqualTo("millrace-local");
    assertThat(settings.trains()).isTrue();
  }

  @Test
  void everyPortAndTheTrainingCanBeSet() throws StartException {
    Settings settings =
        from(
            Map.of(
                "AGENTS_API_PORT", "1",
                "CONTENT_WORKER_PORT", "2",
                "SCHEDULER_SERVICE_PORT", "3",
                "PUBSUB_PORT", "4",
                "POSTGRES_PORT", "5",
                "AOT_TRAINING", "off"));

    assertThat(settings.port(Program.AGENTS_API)).isEqualTo(1);
    assertThat(settings.port(Program.CONTENT_WORKER)).isEqualTo(2);
    assertThat(settings.port(Program.SCHEDULER_SERVICE)).isEqualTo(3);
    assertThat(settings.brokerPort()).isEqualTo(4);
    assertThat(settings.databasePort()).isEqualTo(5);
    assertThat(settings.trains()).isFalse();
  }

  @Test
  void theUsersProjectCountsOnlyTogetherWithTheUsersBroker() throws StartException {
    assertThat(from(Map.of("GOOGLE_CLOUD_PROJECT", "mine")).project()).isEqualTo("millrace-local");
    assertThat(
            from(Map.of("GOOGLE_CLOUD_PROJECT", "mine", "PUBSUB_EMULATOR_HOST", "localhost:1"))
                .project())
        .isEqualTo("mine");
  }

  @Test
  void aVariableThatIsSetToNothingIsNotSet() throws StartException {
    assertThat(from(Map.of("DATABASE_URL", "", "AGENTS_API_PORT", "")).foreignDatabase()).isEmpty();
  }

  @Test
  void aWrongPortIsNamed() {
    for (String wrong : new String[] {"0", "70000", "http", "-1"}) {
      assertThatThrownBy(() -> from(Map.of("PUBSUB_PORT", wrong)))
          .isInstanceOf(StartException.class)
          .hasMessage("PUBSUB_PORT must be a port from 1 to 65535, not '" + wrong + "'");
    }
  }

  private static Settings from(Map<String, String> environment) throws StartException {
    return Settings.from(Path.of(""), environment);
  }
}
