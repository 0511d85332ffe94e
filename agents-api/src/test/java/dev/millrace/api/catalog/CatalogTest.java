package dev.millrace.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.catalog.Edit;
import dev.millrace.catalog.Exercises;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.Journal;
import dev.millrace.catalog.NewJob;
import dev.millrace.catalog.Operation;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.testing.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogTest {
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  @BeforeEach
  void clear() {
    API.database().clear();
  }

  @Test
  void exercisesAreListedInPages() {
    add("One");
    add("Two");
    add("Three");

    Answer first = API.get("/v1/catalog/exercises?limit=2");
    assertThat(first.json().path("items")).hasSize(2);
    assertThat(first.header("Link")).contains("rel=\"next\"");
    String cursor = first.text("next_cursor");
    JsonNode second = API.get("/v1/catalog/exercises?limit=2&cursor=" + cursor).json();
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.at("/items/0/base_name").asText()).isEqualTo("One");
    assertThat(API.get("/v1/catalog/exercises?name=tw").json().path("items")).hasSize(1);
    assertThat(API.get("/v1/catalog/exercises?muscle=calves").json().path("items")).isEmpty();
  }

  @Test
  void anExerciseIsSentOnceWhileItStays() {
    UUID id = add("One").exerciseId();

    Answer answer = API.get("/v1/catalog/exercises/" + id);
    assertThat(answer.text("base_name")).isEqualTo("One");
    assertThat(answer.json().path("version").asInt()).isEqualTo(1);
    Answer again =
        API.send(
            API.request("/v1/catalog/exercises/" + id)
                .header("If-None-Match", answer.header("ETag")));

    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void aChangeIsUndoneOnce() {
    Edit edit = add("One");

    assertThat(API.get("/v1/catalog/changes").json().at("/items/0/id").asText())
        .isEqualTo(edit.id().toString());
    String revert = "/v1/catalog/changes/" + edit.id() + "/revert";
    assertThat(API.post(revert, "").status()).isEqualTo(200);
    assertThat(API.database().count("exercises")).isZero();
    assertThat(API.database().text("SELECT actor FROM catalog_changes WHERE operation = 'revert'"))
        .isNotEmpty();
    Answer again = API.post(revert, "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("detail")).contains("undone already");
  }

  @Test
  void jobsAreShown() {
    NewJob job =
        NewJob.add(
            ContentRequestCodec.emptyObject().put("base_name", "Plank"),
            JobMode.DRY_RUN,
            "Asked for.",
            NewJob.FiledBy.operator("test", "acme"));
    API.database().database().write(it -> API.bean(JobRepository.class).file(it, List.of(job)));

    assertThat(API.get("/v1/catalog/jobs/" + job.id()).text("reason")).isEqualTo("Asked for.");
    assertThat(API.get("/v1/catalog/jobs?status=queued").json().path("items")).hasSize(1);
    assertThat(API.get("/v1/catalog/jobs?status=failed").json().path("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/catalog/exercises?equipment=spoon",
        "/v1/catalog/jobs?limit=0",
        "/v1/catalog/runs?command=nothing",
        "/v1/catalog/changes?exercise_id=1",
        "/v1/catalog/summaries?cursor=1"
      })
  void whatIsAskedWronglyIsTold(String path) {
    Answer answer = API.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exercises", "jobs", "runs", "changes"})
  void whatIsUnknownIsNotFound(String resource) {
    assertThat(API.get("/v1/catalog/" + resource + "/" + UUID.randomUUID()).status())
        .isEqualTo(404);
    assertThat(API.get("/v1/catalog/" + resource + "/1").status()).isEqualTo(404);
  }

  private static Edit add(String name) {
    Edit edit = Edit.add(Exercises.named(name), Exercises.cause(Operation.ADD));
    assertThat(
            API.database().database().write(it -> API.bean(Journal.class).write(it, List.of(edit))))
        .hasSize(1);
    return edit;
  }
}
