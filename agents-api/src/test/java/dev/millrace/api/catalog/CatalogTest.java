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
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    Answer none = API.get("/v1/catalog/exercises?muscle=calves");
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.json().path("items")).isEmpty();
    API.database()
        .execute("UPDATE exercises SET primary_muscles = '{calves}' WHERE base_name = 'Two'");
    assertThat(API.get("/v1/catalog/exercises?muscle=calves").json().path("items")).hasSize(1);
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

  @Test
  void aJobIsAskedForOnce() {
    String exercise = add("One").exerciseId().toString();
    String body =
        """
        {"type":"fix","mode":"apply","exercise_id":"%s","finding":"short_instructions",
         "reason":"Too short.","changes":{"instructions":["Stand tall, and hold."]},"priority":2}
        """
            .formatted(exercise);

    Answer filed = keyed("/v1/catalog/jobs", body, "a-key");
    assertThat(filed.status()).as(filed.body()).isEqualTo(202);
    assertThat(filed.header("Location")).isEqualTo("/v1/catalog/jobs/" + filed.id());
    assertThat(filed.text("status")).isEqualTo("queued");
    assertThat(filed.text("filed_by")).isNotEmpty();
    Answer replayed = keyed("/v1/catalog/jobs", body, "a-key");
    assertThat(replayed.status()).isEqualTo(202);
    assertThat(replayed.id()).isEqualTo(filed.id());
    assertThat(replayed.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(keyed("/v1/catalog/jobs", body.replace("2}", "3}"), "a-key").status())
        .isEqualTo(422);
    Answer same = API.post("/v1/catalog/jobs", body);
    assertThat(same.id()).as("an open job asks for the same").isEqualTo(filed.id());

    assertThat(API.get("/v1/catalog/queue").json().at("/items/0/jobs").asInt()).isEqualTo(1);
    assertThat(API.database().count("catalog_jobs")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"mend\"}",
        "{\"type\":\"fix\"}",
        "{\"type\":\"fix\",\"exercise_id\":\"0190f0c0-0000-7000-8000-000000000001\"}",
        "{\"type\":\"add\"}",
        "{\"type\":\"add\",\"changes\":{\"base_name\":\"X\",\"colour\":\"red\"}}",
        "{\"type\":\"add\",\"changes\":{\"base_name\":\"X\",\"equipment\":\"spoon\"}}",
        "{\"type\":\"add\",\"changes\":{\"base_name\":\"X\"},\"priority\":0}",
        "{\"type\":\"add\",\"changes\":{\"base_name\":\"X\"},\"more\":1}"
      })
  void aJobThatNobodyCouldDoIsRefused(String body) {
    Answer answer = API.post("/v1/catalog/jobs", body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors")).isNotEmpty();
    assertThat(API.database().count("catalog_jobs")).isZero();
  }

  @Test
  void aRunIsRecordedForAWorker() {
    String body = "{\"command\":\"review\",\"apply\":true,\"max_exercises\":10}";

    Answer recorded = keyed("/v1/catalog/runs", body, "run-key");

    assertThat(recorded.status()).as(recorded.body()).isEqualTo(202);
    assertThat(recorded.text("state")).isEqualTo("recorded");
    assertThat(recorded.json().at("/parameters/max_exercises").asInt()).isEqualTo(10);
    assertThat(API.get(recorded.header("Location")).text("command")).isEqualTo("review");
    assertThat(keyed("/v1/catalog/runs", body, "run-key").id()).isEqualTo(recorded.id());
    assertThat(API.post("/v1/catalog/runs", "{\"command\":\"cleanup\",\"apply\":true}").status())
        .isEqualTo(422);
  }

  @Test
  void theCatalogIsBackedUpAndRestored() {
    add("One");

    Answer made = keyed("/v1/catalog/backups", "{\"name\":\"first\"}", "backup-key");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(API.get(made.header("Location")).json().path("exercises").asInt()).isEqualTo(1);
    assertThat(keyed("/v1/catalog/backups", "{\"name\":\"first\"}", "backup-key").status())
        .isEqualTo(201);
    assertThat(API.post("/v1/catalog/duplicate", "{\"name\":\"first\"}").status()).isEqualTo(409);
    assertThat(API.post("/v1/catalog/duplicate", "{\"name\":\"../x\"}").status()).isEqualTo(422);
    assertThat(API.post("/v1/catalog/duplicate", "{\"name\":\"second\"}").status()).isEqualTo(201);
    assertThat(API.get("/v1/catalog/backups").json().path("items")).hasSize(2);

    add("Two");
    Answer dryRun = API.post("/v1/catalog/backups/first/restore?dry_run=true", "");
    assertThat(dryRun.json().path("removed").asInt()).as(dryRun.body()).isEqualTo(1);
    assertThat(dryRun.json().path("dry_run").asBoolean()).isTrue();
    assertThat(dryRun.json().at("/differences/0/kind").asText()).isEqualTo("removed");
    assertThat(dryRun.json().has("empty")).isFalse();
    assertThat(API.database().count("exercises")).isEqualTo(2);
    assertThat(API.post("/v1/catalog/backups/first/restore", "").status()).isEqualTo(200);
    assertThat(API.database().count("exercises")).isEqualTo(1);
    assertThat(API.post("/v1/catalog/backups/none/restore", "").status()).isEqualTo(404);
    assertThat(API.post("/v1/catalog/backups/first/restore?dry_run=yes", "").status())
        .isEqualTo(400);
  }

  @Test
  void backupsOfOneMomentAreListedPageByPageAndEachOnce() {
    for (int number = 0; number < 7; number++) {
      keyed("/v1/catalog/backups", "{\"name\":\"b" + number + "\"}", "key-" + number);
    }
    API.database()
        .execute(
            "UPDATE catalog_backups SET created_at = date_trunc('minute', now()) WHERE name > 'b1'");

    List<String> names = new ArrayList<>();
    String next = "/v1/catalog/backups?limit=2";
    while (next != null) {
      Answer page = API.get(next);
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      page.json().path("items").forEach(backup -> names.add(backup.path("name").asText()));
      String cursor = page.json().path("next_cursor").asText(null);
      next = cursor == null ? null : "/v1/catalog/backups?limit=2&cursor=" + cursor;
    }

    assertThat(names)
        .containsExactlyInAnyOrder("b0", "b1", "b2", "b3", "b4", "b5", "b6")
        .startsWith("b1", "b0");
    assertThat(API.get("/v1/catalog/backups?cursor=none").status()).isEqualTo(400);
  }

  @Test
  void aChangeIsUndoneWithWhatStandsOnIt() {
    Edit edit = add("One");
    importing("application/x-ndjson", "{\"base_name\":\"One\",\"equipment\":\"barbell\"}");
    String revert = "/v1/catalog/changes/" + edit.id() + "/revert";

    assertThat(API.post(revert, "").status()).isEqualTo(409);
    Answer cascaded = API.post(revert + "?cascade=true", "");

    assertThat(cascaded.json().path("changes")).as(cascaded.body()).hasSize(2);
    assertThat(API.database().count("exercises")).isZero();
    assertThat(API.get("/v1/catalog/changes?exercise_id=" + edit.exerciseId()).json().path("items"))
        .hasSize(4);
  }

  @Test
  void exercisesAreImported() {
    Answer lines =
        importing("application/x-ndjson", "{\"base_name\":\"Plank\"}\n{\"no\":\"name\"}\n");

    assertThat(lines.status()).as(lines.body()).isEqualTo(200);
    assertThat(lines.json().path("added").asInt()).isEqualTo(1);
    assertThat(lines.json().at("/refusals/0/line").asInt()).isEqualTo(2);
    Answer table = importing("text/csv; charset=utf-8", "base_name,equipment\nRow,cable\n");
    assertThat(table.json().path("added").asInt()).as(table.body()).isEqualTo(1);
    assertThat(importing("application/json", "{}").status()).isEqualTo(415);
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

  private static Answer keyed(String path, String body, String key) {
    return API.send(API.posting(path, body).header("Idempotency-Key", key));
  }

  private static Answer importing(String type, String body) {
    return API.send(
        API.request("/v1/catalog/exercises/import")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static Edit add(String name) {
    Edit edit = Edit.add(Exercises.named(name), Exercises.cause(Operation.ADD));
    Set<UUID> made =
        API.database().database().write(it -> API.bean(Journal.class).write(it, List.of(edit)));
    assertThat(made).hasSize(1);
    return edit;
  }
}
