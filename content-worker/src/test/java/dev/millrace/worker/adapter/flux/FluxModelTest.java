package dev.millrace.worker.adapter.flux;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.adapter.http.ProviderHttp;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.testing.ModelCalling;
import dev.millrace.worker.testing.Reply;
import dev.millrace.worker.testing.Script;
import dev.millrace.worker.testing.ScriptedServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FluxModelTest {
  private static final ImageOrder ORDER = new ImageOrder("SECRET-WORDS", "run-image/1", 1000, 600);
  private static final byte[] PNG =
      "\u0089PNG\r\n\u001a\n and the rest".getBytes(StandardCharsets.ISO_8859_1);

  private final ScriptedServer server = new ScriptedServer(this::reply);
  private final List<String> tickets = new ArrayList<>();
  private Reply submitted = Reply.json(200, "{}");
  private Script looks = Script.of(status("Pending"), ready());
  private Reply sample = new Reply.Whole(200, Map.of("Content-Type", "image/png"), PNG);
  private final ImageModel model = model(Duration.ofMinutes(1));

  FluxModelTest() {
    submitted =
        Reply.json(
            200,
            "{\"id\":\"task-1\",\"polling_url\":\""
                + server.url()
                + "/v1/get_result?id=task-1&region=eu\"}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void ordersWaitsAndFetchesAndTellsTheTicketBeforeItWaits() throws Exception {
    Picture picture = draw(model, null);
    assertThat(picture.bytes()).isEqualTo(PNG);
    assertThat(picture.mediaType()).isEqualTo("image/png");
    assertThat(tickets).containsExactly(server.url() + "/v1/get_result?id=task-1&region=eu");
    assertThat(paths())
        .containsExactly(
            "/v1/flux-test",
            "/v1/get_result?id=task-1&region=eu",
            "/v1/get_result?id=task-1&region=eu",
            "/delivery/picture.png");
    ScriptedServer.Received order = server.received().getFirst();
    assertThat(order.headers()).containsEntry("x-key", ModelCalling.KEY);
    assertThat(server.received().getLast().headers()).doesNotContainKey("x-key");
    JsonNode body = new JsonMapper().readTree(order.body());
    assertThat(body.path("prompt").asText()).isEqualTo("SECRET-WORDS");
    assertThat(body.path("width").asInt()).as("in steps of 32").isEqualTo(992);
    assertThat(body.path("height").asInt()).isEqualTo(608);
  }

  @Test
  void fetchesWhatWasOrderedBeforeAndOrdersNothing() throws Exception {
    draw(model, server.url() + "/v1/get_result?id=task-1&region=eu");
    assertThat(paths()).noneMatch(path -> path.equals("/v1/flux-test"));
    assertThat(tickets).isEmpty();
    server.received().clear();
    looks = Script.of(ready());
    draw(model, "task-1");
    assertThat(paths()).containsExactly("/v1/get_result?id=task-1", "/delivery/picture.png");
  }

  @ParameterizedTest
  @CsvSource({
    "Request Moderated, CONTENT_POLICY",
    "Content Moderated, CONTENT_POLICY",
    "Error, TRANSIENT",
    "Task not found, OUTCOME_UNKNOWN",
  })
  void givesEachEndItsClass(String status, FailureClass expected) {
    looks = Script.of(status(status));
    assertThat(failure(model).failureClass()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "401, CONFIGURATION",
    "402, CONFIGURATION",
    "422, INVALID_REQUEST",
    "429, RATE_LIMITED",
    "503, TRANSIENT",
  })
  void givesEachRefusedOrderItsClass(int status, FailureClass expected) {
    submitted = Reply.json(status, "{\"detail\":\"SECRET-WORDS\"}");
    assertThat(failure(model).failureClass()).isEqualTo(expected);
    assertThat(tickets).isEmpty();
  }

  @Test
  void aLookThatFailsIsNoEndOfTheOrder() throws Exception {
    looks =
        Script.of(
            Reply.json(503, ""),
            Reply.json(429, ""),
            new Reply.HungUp(),
            status("Queued"),
            ready());
    assertThat(draw(model, null).bytes()).isEqualTo(PNG);
  }

  @Test
  void isLedToNoHostThatWasNotAllowed() {
    for (String address :
        List.of(
            "http://169.254.169.254/computeMetadata/v1/",
            "https://localhost/x",
            "file:///etc/passwd",
            "https://user@delivery.bfl.ai/x",
            "https://evilbfl.ai/x",
            "http://delivery.bfl.ai/x",
            "https://delivery.bfl.ai:8443/x",
            "not an address")) {
      submitted = Reply.json(200, "{\"id\":\"1\",\"polling_url\":\"" + address + "\"}");
      looks = Script.of(ready(address));
      assertThat(failure(model).failureClass()).isEqualTo(FailureClass.CONFIGURATION);
      submitted = Reply.json(200, "{\"id\":\"1\"}");
      assertThat(failure(model).failureClass()).isEqualTo(FailureClass.CONFIGURATION);
    }
    assertThat(
            new Whereabouts(URI.create("https://api.bfl.ai"), List.of("*.bfl.ai"))
                .allowed("https://delivery-eu1.bfl.ai/x?sig=1"))
        .isPresent();
  }

  @Test
  void waitsNoLongerThanItsLimitAndKeepsTheTicket() {
    looks = Script.of(status("Pending"));
    assertThat(failure(model(Duration.ofMillis(150))).failureClass())
        .isEqualTo(FailureClass.TIMEOUT);
    assertThat(tickets).hasSize(1);
  }

  @Test
  void takesNoFileForAPictureThatIsNone() {
    sample =
        new Reply.Whole(
            200, Map.of("Content-Type", "image/png"), "<html>".getBytes(StandardCharsets.UTF_8));
    assertThat(failure(model).failureClass()).isEqualTo(FailureClass.INVALID_OUTPUT);
  }

  @Test
  void doesNotWaitOnceTheTicketCannotBeWrittenDown() {
    ProviderException failure =
        Assertions.catchThrowableOfType(
            ProviderException.class,
            () ->
                model.draw(
                    ORDER,
                    null,
                    id -> {
                      throw new ProviderException("flux", FailureClass.OUTCOME_UNKNOWN, "lost");
                    }));
    assertThat(failure).hasMessage("lost");
    assertThat(paths()).containsExactly("/v1/flux-test");
  }

  private Picture draw(ImageModel by, @Nullable String begun) throws Exception {
    return by.draw(ORDER, begun, tickets::add);
  }

  private ProviderException failure(ImageModel by) {
    ProviderException failure =
        Assertions.catchThrowableOfType(ProviderException.class, () -> draw(by, null));
    assertThat(failure.toString()).doesNotContain("SECRET");
    return failure;
  }

  private Reply reply(ScriptedServer.Received request) {
    return request.method().equals("POST")
        ? submitted
        : request.path().startsWith("/delivery/") ? sample : looks.apply(request);
  }

  private List<String> paths() {
    return server.received().stream().map(ScriptedServer.Received::path).toList();
  }

  private static Reply status(String status) {
    return Reply.json(200, "{\"id\":\"task-1\",\"status\":\"" + status + "\",\"result\":null}");
  }

  private Reply ready() {
    return ready(server.url() + "/delivery/picture.png");
  }

  private static Reply ready(String address) {
    return Reply.json(
        200,
        "{\"id\":\"task-1\",\"status\":\"Ready\",\"result\":{\"sample\":\"" + address + "\"}}");
  }

  private ImageModel model(Duration limit) {
    return new FluxProvider(
            new FluxConfig(
                ModelCalling.KEY,
                URI.create(server.url()),
                "flux-test",
                "flux-cheap",
                limit,
                List.of("*.bfl.ai"),
                Duration.ofMillis(1)),
            new ProviderHttp(),
            Clock.systemUTC())
        .model("flux-test");
  }
}
