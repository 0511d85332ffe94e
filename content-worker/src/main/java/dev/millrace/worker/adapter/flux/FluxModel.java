package dev.millrace.worker.adapter.flux;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.ProviderException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One model of Flux: order, wait, fetch. The ticket is where to look for the order. */
final class FluxModel implements ImageModel {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int STEP = 32;
  private static final int SMALLEST = 256;
  private static final int LARGEST = 1440;

  private final ModelName name;
  private final FluxApi api;
  private final FluxConfig config;

  FluxModel(String name, FluxApi api, FluxConfig config) {
    this.name = new ModelName(FluxProvider.NAME, name);
    this.api = api;
    this.config = config;
  }

  @Override
  public ModelName name() {
    return name;
  }

  @Override
  public Picture draw(ImageOrder order, @Nullable String begun, TicketListener tickets)
      throws ProviderException, InterruptedException {
    long deadline = System.nanoTime() + config.timeLimit().toNanos();
    int width = side(order.width());
    int height = side(order.height());
    String ticket = begun;
    if (ticket == null) {
      ticket = api.submit(name.model(), order.prompt(), width, height, left(deadline));
      tickets.ordered(ticket);
    }
    byte[] bytes = api.fetch(await(ticket, deadline), left(deadline));
    String mediaType =
        MediaTypes.of(bytes)
            .orElseThrow(
                () -> FluxApi.failure(FailureClass.INVALID_OUTPUT, "what it drew is no picture"));
    return new Picture(bytes, mediaType, width, height);
  }

  /** Looks until the order is ready, and answers where the picture is. */
  private String await(String ticket, long deadline)
      throws ProviderException, InterruptedException {
    Duration pause = config.pollEvery();
    while (true) {
      Optional<String> sample = look(ticket, left(deadline));
      if (sample.isPresent()) {
        return sample.get();
      }
      Thread.sleep(shorter(pause, left(deadline)));
      pause = shorter(pause.multipliedBy(3).dividedBy(2), LONGEST_PAUSE);
    }
  }

  private Optional<String> look(String ticket, Duration limit)
      throws ProviderException, InterruptedException {
    JsonNode result;
    try {
      result = api.look(ticket, limit);
    } catch (ProviderException failure) {
      if (isOfTheLook(failure.failureClass())) {
        return Optional.empty();
      }
      throw failure;
    }
    return switch (result.path("status").asText()) {
      case "Ready" -> Optional.of(result.path("result").path("sample").asText());
      case "Request Moderated" ->
          throw FluxApi.failure(FailureClass.CONTENT_POLICY, "the order was moderated");
      case "Content Moderated" ->
          throw FluxApi.failure(FailureClass.CONTENT_POLICY, "the picture was moderated");
      case "Error", "Failed" -> throw FluxApi.failure(FailureClass.TRANSIENT, "the order failed");
      case "Task not found" ->
          throw FluxApi.failure(
              FailureClass.OUTCOME_UNKNOWN, "it knows the order no more, or not yet");
      default -> Optional.empty();
    };
  }

  /** A look that failed says nothing of the order, which goes on meanwhile and is paid for. */
  private static boolean isOfTheLook(FailureClass failureClass) {
    return switch (failureClass) {
      case TRANSIENT, RATE_LIMITED, OUTCOME_UNKNOWN, TIMEOUT -> true;
      case INVALID_OUTPUT, CONTENT_POLICY, CONFIGURATION, INVALID_REQUEST -> false;
    };
  }

  private static Duration left(long deadline) throws ProviderException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.toMillis() < 1) {
      throw FluxApi.failure(FailureClass.TIMEOUT, "the picture was not ready in time");
    }
    return left;
  }

  /** The API takes sides in steps of 32, from 256 to 1440. */
  private static int side(int wanted) {
    return Math.clamp((wanted + STEP / 2) / STEP * (long) STEP, SMALLEST, LARGEST);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
