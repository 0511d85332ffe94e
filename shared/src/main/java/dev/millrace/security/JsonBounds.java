package dev.millrace.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/**
 * Bounds the depth of JSON and the length of its numbers; its size is bounded by the body. Buffers
 * are pooled for all threads: Jackson's own pool is by thread, of no use to virtual ones.
 */
@Singleton
final class JsonBounds implements BeanCreatedEventListener<JsonFactory> {
  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(64)
          .maxNumberLength(100)
          .maxNameLength(1_000)
          .build();

  @Override
  public JsonFactory onCreated(BeanCreatedEvent<JsonFactory> event) {
    return event
        .getBean()
        .setStreamReadConstraints(BOUNDS)
        .setRecyclerPool(JsonRecyclerPools.sharedBoundedPool());
  }
}
