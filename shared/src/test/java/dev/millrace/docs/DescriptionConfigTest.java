package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.problem.Service;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptionConfigTest {
  @Test
  void aServiceThatNamesNoDescriptionHasNoPage() {
    try (Service service = Service.start("docs", Map.of())) {
      assertThat(service.get("/openapi").status()).isEqualTo(404);
      assertThat(service.get("/openapi/ui").status()).isEqualTo(404);
      assertThat(service.context().containsBean(DescriptionConfig.class)).isFalse();
    }
  }

  @Test
  void theDescriptionIsTheFileThatTheServiceNames() {
    try (Service service =
        Service.start("docs", Map.of("millrace.docs.description", "/docs/example.json"))) {
      assertThat(service.context().getBean(DescriptionConfig.class))
          .isEqualTo(new DescriptionConfig("/docs/example.json"));
      assertThat(service.get("/openapi.json").json().at("/info/title").asText())
          .isEqualTo("An example");
      assertThat(service.get("/openapi").body()).contains("openapi: 3.1.0");
    }
  }
}
