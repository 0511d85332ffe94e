package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.api.testing.Messages;
import dev.millrace.dispatch.Sweep;
import dev.millrace.local.pubsub.Faults.Refused;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BrokerAwayTest {
  private static final LiveApi API =
      LiveApi.start(Map.of("millrace.dispatch.publish-timeout", "300ms"));

  @AfterAll
  static void close() {
    API.close();
  }

  @AfterEach
  void restore() {
    API.broker().faults().clear();
  }

  @Test
  void requestsAreAcceptedWithoutABrokerAndPublishedByTheSweep() {
    API.broker().faults().refuse(Refused.PUBLISH);

    Answer answer = API.create(ContentRequestJson.valid());

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text("waiting_on")).isEqualTo("not published yet");
    assertThat(unpublished(answer.id())).isEqualTo(1);

    API.broker().faults().clear();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isPublishedBySweep(answer.id()));
    // A sweep whose own publication timed out was followed by another, under the next number.
    long dispatch = dispatch(answer.id());
    assertThat(dispatch).isGreaterThan(1);
    try (Messages messages = API.messages()) {
      messages.await(answer.id(), dispatch);
    }
  }

  @Test
  void aRetryWithoutABrokerIsHandedToTheSweep() {
    UUID id = API.created();
    API.work().fail(id, "Away");
    API.broker().faults().refuse(Refused.PUBLISH);

    Answer answer = API.post("/v1/content-requests/" + id + "/retry", "");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(unpublished(id)).isEqualTo(1);
  }

  private static boolean isPublishedBySweep(UUID id) {
    return API.bean(Sweep.class).run().published() > 0 && unpublished(id) == 0;
  }

  private static long dispatch(UUID id) {
    return API.database().number("SELECT dispatch FROM content_requests WHERE id = ?", id);
  }

  private static long unpublished(UUID id) {
    return API.database()
        .number(
            "SELECT count(*) FROM content_requests"
                + " WHERE id = ? AND published_at IS NULL AND next_publish_at <= now()",
            id);
  }
}
