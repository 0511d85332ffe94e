package dev.millrace.worker.call.guard;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.ProviderException;
import io.micronaut.core.propagation.PropagatedContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The right to make one call: a place among those in flight, and the circuit's permission. To be
 * closed, whether the call was made or not.
 */
public final class Pass implements AutoCloseable {
  /** How long a call that is cut off has to note what it knows. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final ProviderConfig config;
  private final Circuit circuit;
  private final Runnable place;
  private boolean isUsed;

  /**
   * @param place gives the place back
   */
  Pass(ProviderConfig config, Circuit circuit, Runnable place) {
    this.config = config;
    this.circuit = circuit;
    this.place = place;
  }

  /**
   * Makes the call in a thread of its own, which is interrupted when this one is, and when the time
   * limit is over. The place is taken for as long as that thread lives.
   *
   * @throws ProviderException the call's own, or {@code timeout}
   */
  public <T> T run(Callable<T> call) throws ProviderException, InterruptedException {
    isUsed = true;
    FutureTask<T> task = new FutureTask<>(PropagatedContext.wrapCurrent(call));
    Map<String, String> fields = MDC.getCopyOfContextMap();
    Thread caller =
        Thread.ofVirtual()
            .name("call-" + config.name())
            .start(
                () -> {
                  if (fields != null) {
                    MDC.setContextMap(fields);
                  }
                  try {
                    task.run();
                  } finally {
                    place.run();
                  }
                });
    long began = System.nanoTime();
    try {
      T answer = task.get(config.timeLimit().toNanos(), TimeUnit.NANOSECONDS);
      circuit.ended(null, since(began));
      return answer;
    } catch (TimeoutException late) {
      circuit.ended(FailureClass.TIMEOUT, since(began));
      cutOff(caller);
      throw new ProviderException(
          config.name(),
          FailureClass.TIMEOUT,
          "no answer within " + config.timeLimit().toMillis() + " ms",
          null,
          late);
    } catch (InterruptedException cancelled) {
      circuit.released();
      cutOff(caller);
      throw cancelled;
    } catch (ExecutionException failure) {
      throw thrown(failure.getCause(), since(began));
    }
  }

  @Override
  public void close() {
    if (!isUsed) {
      circuit.released();
      place.run();
    }
  }

  /** What the call threw, told to the circuit. */
  private ProviderException thrown(@Nullable Throwable cause, Duration latency)
      throws InterruptedException {
    return switch (cause) {
      case ProviderException failure -> {
        circuit.ended(failure.failureClass(), latency);
        yield failure;
      }
      case InterruptedException cancelled -> {
        circuit.released();
        throw cancelled;
      }
      case Error fault -> {
        circuit.ended(FailureClass.TRANSIENT, latency);
        throw fault;
      }
      case RuntimeException fault -> {
        circuit.ended(FailureClass.TRANSIENT, latency);
        throw fault;
      }
      case null, default -> {
        circuit.ended(FailureClass.TRANSIENT, latency);
        throw new IllegalStateException("A call threw what it does not declare", cause);
      }
    };
  }

  private static void cutOff(Thread caller) {
    caller.interrupt();
    boolean wasInterrupted = false;
    try {
      boolean ended = caller.join(LAST_WORDS);
      if (!ended) {
        caller.interrupt();
      }
    } catch (InterruptedException again) {
      wasInterrupted = true;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
