package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListTest {
  private static final String PATH = "/v1/content-requests";
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
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
  void requestsAreListedFromTheNewestToTheOldest() {
    UUID first = API.created();
    UUID second = API.created();
    API.work().complete(first, "# Tides");

    Answer answer = API.get(PATH);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(ids(answer)).containsExactly(second, first);
    assertThat(answer.header("Link")).isEmpty();
    assertThat(answer.json().has("next_cursor")).isFalse();
  }

  @Test
  void pagesFollowEachOtherWhileRequestsComeIn() {
    List<UUID> before = new ArrayList<>();
    for (int number = 0; number < 25; number++) {
      before.addFirst(API.created());
    }
    List<UUID> listed = new ArrayList<>();
    String next = PATH + "?limit=4";
    while (!next.isEmpty()) {
      Answer page = API.get(next);
      listed.addAll(ids(page));
      API.created();
      next = next(page);
    }

    assertThat(listed).isEqualTo(before);
  }

  @Test
  void requestsMadeAtTheSameMomentAreEachListedOnce() {
    for (int number = 0; number < 10; number++) {
      API.created();
    }
    API.database().execute("UPDATE content_requests SET created_at = now()");
    List<UUID> listed = new ArrayList<>();
    String next = PATH + "?limit=3";
    while (!next.isEmpty()) {
      Answer page = API.get(next);
      listed.addAll(ids(page));
      next = next(page);
    }

    assertThat(listed).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void filtersNarrowTheList() {
    Answer ofAnna =
        API.create(
            ContentRequestJson.valid().with("student_id", "anna").with("correlation_id", "c-1"));
    Answer ofBen = API.create(ContentRequestJson.valid().with("student_id", "ben"));
    API.work().fail(ofBen.id(), "No");
    String created = ofBen.text("created_at");

    assertThat(ids(API.get(PATH + "?student_id=anna"))).containsExactly(ofAnna.id());
    assertThat(ids(API.get(PATH + "?status=failed"))).containsExactly(ofBen.id());
    assertThat(ids(API.get(PATH + "?status=failed&student_id=anna"))).isEmpty();
    assertThat(ids(API.get(PATH + "?error_class=transient"))).containsExactly(ofBen.id());
    assertThat(ids(API.get(PATH + "?correlation_id=c-1"))).containsExactly(ofAnna.id());
    assertThat(ids(API.get(PATH + "?correlation_id=c-1&status=pending")))
        .containsExactly(ofAnna.id());
    assertThat(ids(API.get(PATH + "?created_before=" + created))).containsExactly(ofAnna.id());
    assertThat(ids(API.get(PATH + "?created_after=" + created))).isEmpty();
    assertThat(ids(API.get(PATH + "?organization_id=acme"))).hasSize(2);
  }

  @Test
  void onlyTheOwnOrganizationIsListed() {
    API.created();

    assertThat(ids(API.send(API.requestOf("other", PATH)))).isEmpty();
    assertThat(API.get(PATH + "?organization_id=other").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=201",
        "limit=many",
        "status=done",
        "created_after=yesterday",
        "created_after=%2B999999999-01-01T00:00:00Z",
        "student_id=%00",
        "student_id=",
        "student_id=a&student_id=b",
        "studnet_id=anna",
        "error_class=bad",
        "status=pending&error_class=timeout"
      })
  void aFilterThatIsNoneIsRefused(String query) {
    Answer answer = API.get(PATH + "?" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().path("errors")).isNotEmpty();
  }

  @Test
  void aCursorOfAnotherListIsRefusedAndSaysWhatToDo() {
    API.created();
    API.created();
    String cursor = API.get(PATH + "?limit=1").text("next_cursor");

    for (String bad :
        List.of(
            "?cursor=nonsense",
            "?cursor=" + cursor + "x",
            "?cursor=" + cursor.substring(1),
            "?cursor=B" + cursor.substring(1),
            "?cursor=" + cursor + "&status=pending")) {
      Answer answer = API.get(PATH + bad);

      assertThat(answer.status()).as(bad).isEqualTo(400);
      assertThat(answer.text("detail")).contains("next_cursor");
    }
    assertThat(API.send(API.requestOf("other", PATH + "?cursor=" + cursor)).status())
        .isEqualTo(400);
  }

  private static List<UUID> ids(Answer answer) {
    List<UUID> ids = new ArrayList<>();
    for (JsonNode item : answer.json().path("items")) {
      ids.add(UUID.fromString(item.path("id").asText()));
    }
    return ids;
  }

  private static String next(Answer answer) {
    Matcher link = NEXT.matcher(answer.header("Link"));
    return link.matches() ? link.group(1) : "";
  }
}
