package dev.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.content.Organizations;
import dev.millrace.security.Tokens;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {
  @Test
  void withoutVariablesTheSafeDefaultsStand() {
    try (ApplicationContext context = context(Map.of())) {
      ServiceConfig config = context.getBean(ServiceConfig.class);

      assertThat(config).isEqualTo(new ServiceConfig("millrace", "production", false));
      assertThat(config.isLocal()).isFalse();
      assertThat(config.version()).isNotBlank();
      assertThat(property(context, "micronaut.server.port")).isEqualTo("8080");
      assertThat(property(context, "gcp.project-id")).isEqualTo("millrace-local");
      assertThat(property(context, "datasources.default.maximum-pool-size")).isEqualTo("20");
      assertThat(property(context, "datasources.default.url"))
          .isEqualTo("jdbc:postgresql://localhost:15432/millrace?user=millrace&password=millrace");
      assertThat(context.getBean(TracingConfig.class).endpoint()).isEmpty();
    }
  }

  @Test
  void everyVariableHasItsProperty() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("ENVIRONMENT", "local");
    variables.put("DEBUG", "true");
    variables.put("DEFAULT_ORGANIZATION", "acme");
    variables.put("PORT", "9090");
    variables.put("GOOGLE_CLOUD_PROJECT", "a-project");
    variables.put("DATABASE_URL", "jdbc:postgresql://elsewhere/millrace");
    variables.put("DATABASE_POOL_SIZE", "7");
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317");
    try (ApplicationContext context = context(variables)) {
      ServiceConfig config = context.getBean(ServiceConfig.class);

      assertThat(config).isEqualTo(new ServiceConfig("millrace", "local", true));
      assertThat(context.getBean(Organizations.class).ofTheNameless()).isEqualTo("acme");
      assertThat(config.isLocal()).isTrue();
      assertThat(property(context, "micronaut.server.port")).isEqualTo("9090");
      assertThat(property(context, "gcp.project-id")).isEqualTo("a-project");
      assertThat(property(context, "datasources.default.url"))
          .isEqualTo("jdbc:postgresql://elsewhere/millrace");
      assertThat(property(context, "datasources.default.maximum-pool-size")).isEqualTo("7");
      assertThat(context.getBean(TracingConfig.class).endpoint())
          .isEqualTo("http://localhost:4317");
    }
  }

  private static ApplicationContext context(Map<String, Object> variables) {
    Map<String, Object> all = new HashMap<>(variables);
    all.put("SECRET_KEY", Tokens.SECRET_KEY);
    all.put("datasources.default.enabled", false);
    all.put("millrace.startup.enabled", false);
    return ApplicationContext.run(all);
  }

  private static String property(ApplicationContext context, String name) {
    return context.getRequiredProperty(name, String.class);
  }
}
