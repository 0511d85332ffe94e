package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OverloadTest {
  @Test
  void moreThanCanBeHeldIsRefusedAndWhatWasAcceptedIsKept() throws Exception {
    refusesWhatIsTooMuch("millrace.intake.capacity", 4);
  }

  @Test
  void moreBytesThanCanBeHeldAreRefusedToo() throws Exception {
    refusesWhatIsTooMuch("millrace.intake.most-bytes", 1_000);
  }

  private static void refusesWhatIsTooMuch(String bound, int most) throws Exception {
    try (LiveApi api =
            LiveApi.start(
                Map.of(
                    "millrace.intake.max-batch", 4, bound, most, "millrace.intake.committers", 1));
        var connection = api.database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE content_requests IN SHARE MODE");
      List<CompletableFuture<Answer>> calls =
          IntStream.range(0, 50)
              .mapToObj(
                  number ->
                      api.sending(
                          api.posting(
                              "/v1/content-requests", ContentRequestJson.valid().toString())))
              .toList();
      CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new)).join();
      connection.rollback();

      List<Answer> answers = calls.stream().map(CompletableFuture::join).toList();
      List<Answer> refused = answers.stream().filter(each -> each.status() == 503).toList();
      long accepted = answers.stream().filter(each -> each.status() == 202).count();
      assertThat(refused).isNotEmpty();
      assertThat(refused).allSatisfy(each -> assertThat(each.header("Retry-After")).isEqualTo("1"));
      assertThat(accepted + refused.size()).isEqualTo(50);
      assertThat(api.database().count("content_requests")).isEqualTo(accepted);
      String later = ContentRequestJson.valid().toString();
      assertThat(api.send(api.posting("/v1/content-requests", later)).status()).isEqualTo(202);
    }
  }
}
