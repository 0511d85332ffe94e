package dev.millrace.worker.call.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.ProviderException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private static final CacheKey KEY = new CacheKey("o", "00");

  private final SingleFlight<String> flights = new SingleFlight<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void whoComesMeanwhileSharesTheAnswer() throws Exception {
    FutureTask<SingleFlight.Landed<String>> first = flying(() -> "first");
    FutureTask<SingleFlight.Landed<String>> second = waiting(() -> "second");

    end.countDown();

    assertThat(first.get()).isEqualTo(new SingleFlight.Landed<>("first", false));
    assertThat(second.get()).isEqualTo(new SingleFlight.Landed<>("first", true));
  }

  @Test
  void whoComesMeanwhileSharesTheFailure() throws Exception {
    ProviderException away = new ProviderException("p", FailureClass.TRANSIENT, "away");
    FutureTask<SingleFlight.Landed<String>> first =
        flying(
            () -> {
              throw away;
            });
    FutureTask<SingleFlight.Landed<String>> second = waiting(() -> "second");

    end.countDown();

    assertThatThrownBy(first::get).hasCause(away);
    assertThatThrownBy(second::get).hasCause(away);
  }

  @Test
  void whereTheFirstWasOnlyCancelledAnotherFlies() throws Exception {
    FutureTask<SingleFlight.Landed<String>> first =
        flying(
            () -> {
              throw new InterruptedException("stopped");
            });
    FutureTask<SingleFlight.Landed<String>> second = waiting(() -> "second");

    end.countDown();

    assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(second.get()).isEqualTo(new SingleFlight.Landed<>("second", false));
  }

  @Test
  void whatHasLandedFliesAgainForWhoComesLater() throws Exception {
    end.countDown();
    assertThat(flights.fly(KEY, () -> "first").answer()).isEqualTo("first");
    assertThat(flights.fly(KEY, () -> "second").answer()).isEqualTo("second");
  }

  private FutureTask<SingleFlight.Landed<String>> flying(SingleFlight.Call<String> call)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    FutureTask<SingleFlight.Landed<String>> task =
        new FutureTask<>(
            () ->
                flights.fly(
                    KEY,
                    () -> {
                      begun.countDown();
                      end.await();
                      return call.run();
                    }));
    Thread.ofVirtual().start(task);
    begun.await();
    return task;
  }

  private FutureTask<SingleFlight.Landed<String>> waiting(SingleFlight.Call<String> call) {
    FutureTask<SingleFlight.Landed<String>> task = new FutureTask<>(() -> flights.fly(KEY, call));
    Thread thread = Thread.ofVirtual().start(task);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return task;
  }
}
