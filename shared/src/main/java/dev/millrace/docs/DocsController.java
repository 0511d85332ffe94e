package dev.millrace.docs;

import dev.millrace.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.Set;

/** The description of the API, and a page to try it that needs no other server. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class DocsController {
  private static final String YAML = "application/yaml";
  private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/5.30.1/";
  private static final Map<String, String> ASSETS =
      Map.of(
          "swagger-ui.css", "text/css",
          "swagger-ui-bundle.js", "text/javascript",
          "favicon-32x32.png", "image/png");
  private static final Set<String> OWN = Set.of("start.js");

  private final Description description;

  DocsController(Description description) {
    this.description = description;
  }

  /** JSON for whoever asks for it, YAML otherwise. */
  @Get("/openapi")
  @Produces({YAML, "text/yaml", "application/x-yaml", MediaType.APPLICATION_JSON})
  HttpResponse<byte[]> description(HttpRequest<?> request) {
    for (MediaType accepted : request.getHeaders().accept()) {
      if (accepted.getName().equals(MediaType.APPLICATION_JSON)) {
        return json();
      }
      if (accepted.getName().endsWith("yaml")) {
        break;
      }
    }
    return HttpResponse.ok(description.yaml())
        .contentType(MediaType.of(YAML))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
  }

  @Get("/openapi.json")
  @Produces(MediaType.APPLICATION_JSON)
  HttpResponse<byte[]> json() {
    return HttpResponse.ok(description.json())
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
  }

  @Get("/openapi/ui")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<byte[]> page() {
    return HttpResponse.ok(Resources.read("/docs/index.html"))
        .contentType(MediaType.of("text/html; charset=utf-8"))
        .header(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'")
        .header("X-Content-Type-Options", "nosniff");
  }

  @Get("/openapi/ui/{name}")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> asset(String name) {
    if (OWN.contains(name)) {
      return asset(Resources.read("/docs/" + name), "text/javascript");
    }
    String type = ASSETS.get(name);
    if (type == null) {
      throw ProblemException.notFound("such part of the page");
    }
    return asset(Resources.read(WEBJAR + name), type);
  }

  private static HttpResponse<byte[]> asset(byte[] bytes, String type) {
    return HttpResponse.ok(bytes)
        .contentType(MediaType.of(type))
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=86400")
        .header("X-Content-Type-Options", "nosniff");
  }
}
