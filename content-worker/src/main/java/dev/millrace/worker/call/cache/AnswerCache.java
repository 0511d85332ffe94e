package dev.millrace.worker.call.cache;

import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherConfig;
import dev.millrace.batch.BatcherFull;
import dev.millrace.database.Database;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.model.ModelName;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Valid answers that were bought, by the work that they answer, for each organization alone. Many
 * questions are one statement. Safe for use by many threads.
 */
@Singleton
public class AnswerCache implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(AnswerCache.class);
  // A set of pictures is large.
  private static final int MOST_ANSWERS_IN_A_SET = 16;
  private static final int MOST_ANSWERS_WAITING = 64;

  private final CacheConfig config;
  private final Batcher<CacheQuestion, CacheLookup> questions;
  private final Batcher<CacheRepository.Entry, Boolean> answers;

  AnswerCache(
      Database database, CacheRepository repository, CacheConfig config, WorkerConfig worker) {
    this.config = config;
    this.questions =
        new Batcher<>(
            new BatcherConfig(
                "cache-question",
                worker.largestSet(),
                worker.mostWaiting(),
                1,
                worker.databasePatience()),
            asked -> database.write(connection -> repository.find(connection, asked)));
    this.answers =
        new Batcher<>(
            new BatcherConfig(
                "cache-answer",
                MOST_ANSWERS_IN_A_SET,
                MOST_ANSWERS_WAITING,
                1,
                worker.databasePatience()),
            entries -> database.write(connection -> repository.keep(connection, entries)));
  }

  /** Whether answers are kept and given at all. */
  public boolean isOn() {
    return config.isOn();
  }

  /** The answer to equal work of the same organization, unless a new one is wanted. */
  public CacheLookup find(CacheQuestion question) {
    return questions.call(question);
  }

  /**
   * Keeps an answer, without waiting for that; one that is too large, or comes while too many wait,
   * is not kept.
   */
  public void keep(CacheKey key, ModelName model, String kind, KeptAnswer answer) {
    if (answer.bytes().length > config.largest()) {
      return;
    }
    try {
      var _ =
          answers
              .submit(new CacheRepository.Entry(key, model, kind, answer))
              .exceptionally(failure -> unkept(failure));
    } catch (BatcherFull full) {
      var _ = unkept(full);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    answers.close();
    questions.close();
  }

  private static boolean unkept(Throwable failure) {
    logger
        .atWarn()
        .addKeyValue("event", "cache.unkept")
        .log("An answer was not kept; equal work buys it again: {}", failure.getMessage());
    return false;
  }
}
