package dev.millrace.worker.testing;

import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.lease.Lease;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.offline.OfflineProvider;
import java.util.List;
import java.util.UUID;

/** Documents that meet their schemas, as a model would write them. */
public final class ContentDocuments {
  private ContentDocuments() {}

  /** A lesson as JSON. */
  public static String lesson(String topic) {
    UUID nobody = new UUID(0, 0);
    return ContentRequestCodec.text(
        OfflineProvider.document(
            new Assignment(
                nobody,
                topic,
                "9th Grade",
                ContentFormat.LESSON,
                List.of(),
                1,
                1,
                "default",
                new Lease(nobody, nobody))));
  }
}
