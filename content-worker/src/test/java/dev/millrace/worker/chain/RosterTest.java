package dev.millrace.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.observability.ServiceConfig;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.testing.StandInProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RosterTest {
  private final StandInProvider offline = new StandInProvider("offline", null);
  private final StandInProvider openAi = new StandInProvider("openai", null);
  private final StandInProvider gemini = new StandInProvider("gemini", null);
  private final StandInProvider keyless = new StandInProvider("openai", "OPENAI_API_KEY");

  @Test
  void byItselfWhatHasAKeyServesInOrderAndTheEmbeddedOneOnALaptopOnly() {
    assertThat(names(roster("production", "auto", "auto", offline, openAi, gemini), false))
        .containsExactly("gemini/usual", "openai/usual");
    assertThat(names(roster("local", "auto", "auto", offline, openAi, gemini), false))
        .containsExactly("gemini/usual", "openai/usual", "offline/usual");
  }

  @Test
  void withoutAnyKeyTheEmbeddedOneServesAlone() {
    Roster roster = roster("production", "auto", "auto", offline, keyless);
    assertThat(names(roster, false)).containsExactly("offline/usual");
    assertThat(roster.isOffline(Purpose.CONTENT)).isTrue();
    assertThat(roster.absent()).as("nobody has asked for it").isEmpty();
  }

  @Test
  void aListIsTakenAsItStandsWithModelsWhereItNamesThem() {
    Roster roster =
        roster("local", "openai/org/model-7, gemini", "gemini/tiny", offline, openAi, gemini);
    assertThat(names(roster, false)).containsExactly("openai/org/model-7", "gemini/usual");
    assertThat(names(roster, true)).containsExactly("gemini/tiny");
    assertThat(roster.isOffline(Purpose.CONTENT)).isFalse();
  }

  @Test
  void theCheaperChainIsOfTheSameProvidersUnlessItIsNamed() {
    assertThat(names(roster("local", "openai/large", "auto", offline, openAi, gemini), true))
        .containsExactly("openai/cheap");
    assertThat(names(roster("production", "auto", "auto", offline, openAi, gemini), true))
        .containsExactly("gemini/cheap", "openai/cheap");
  }

  @Test
  void aProviderWithoutItsKeyIsLeftOutAndTheRestWorks() {
    Roster roster = roster("production", "openai,gemini", "auto", offline, keyless, gemini);
    assertThat(names(roster, false)).containsExactly("gemini/usual");
    assertThat(roster.absent()).containsEntry("openai", "OPENAI_API_KEY");
    assertThat(roster.whyEmpty(Purpose.CONTENT))
        .contains("CONTENT_CHAIN")
        .contains("OPENAI_API_KEY");
  }

  @Test
  void anUnknownNameEndsTheStart() {
    assertThatThrownBy(() -> roster("local", "gemni", "auto", offline, gemini))
        .hasMessageContaining("CONTENT_CHAIN names gemni")
        .hasMessageContaining("gemini, offline");
    assertThatThrownBy(() -> roster("local", " , ", "auto", offline))
        .hasMessageContaining("CONTENT_CHAIN names no provider");
  }

  private static Roster roster(
      String environment, String content, String cheap, StandInProvider... providers) {
    return new Roster(
        new ChainConfig(content, "auto", "auto", "auto", cheap, "auto", "auto", "auto"),
        new ServiceConfig("content-worker", environment, false),
        List.of(providers),
        List.of(new OfflineStandIn()));
  }

  private static List<String> names(Roster roster, boolean cheap) {
    return roster.texts(Purpose.CONTENT, cheap).stream()
        .map(TextModel::name)
        .map(Object::toString)
        .toList();
  }
}
