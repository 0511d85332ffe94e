package dev.millrace.worker.catalog;

import dev.millrace.catalog.Exercise;
import dev.millrace.catalog.ExerciseRepository;
import dev.millrace.catalog.FiledJob;
import dev.millrace.catalog.JobRepository;
import dev.millrace.catalog.NewJob;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.TextAnswer;
import dev.millrace.worker.chain.TextChain;
import dev.millrace.worker.prompt.Prompts;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reviews exercises, a batch for each call of a model, a few calls at once, and files a job for
 * each finding. Holds no database connection while a model is asked, and no more than a few batches
 * in memory.
 */
@Singleton
final class Reviewer {
  private static final String PROMPT = "catalog-review";

  private final Database database;
  private final ReviewRepository reviews;
  private final ExerciseRepository exercises;
  private final JobRepository jobs;
  private final TextChain chain;
  private final Prompts prompts;
  private final JobConfig config;

  Reviewer(
      Database database,
      ReviewRepository reviews,
      ExerciseRepository exercises,
      JobRepository jobs,
      TextChain chain,
      Prompts prompts,
      JobConfig config) {
    this.database = database;
    this.reviews = reviews;
    this.exercises = exercises;
    this.jobs = jobs;
    this.chain = chain;
    this.prompts = prompts;
    this.config = config;
  }

  /** Reviews what is next. A batch whose model fails is left for the next review. */
  void review(TakenRun run, Limits limits, Tally tally, RunProgress progress)
      throws InterruptedException, RunFailed {
    List<UUID> ids = database.read(connection -> reviews.next(connection, run.maxExercises()));
    progress.progress(0, ids.size());
    Round round = new Round(run, ids, limits, tally, progress);
    try {
      round.run();
    } finally {
      round.end();
    }
    round.throwIfFailed();
  }

  /** One review. Its loop is for one thread. */
  private final class Round {
    private final TakenRun run;
    private final List<UUID> ids;
    private final Limits limits;
    private final Tally tally;
    private final RunProgress progress;
    private final Semaphore slots = new Semaphore(config.reviewConcurrency());
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    Round(TakenRun run, List<UUID> ids, Limits limits, Tally tally, RunProgress progress) {
      this.run = run;
      this.ids = ids;
      this.limits = limits;
      this.tally = tally;
      this.progress = progress;
    }

    void run() throws InterruptedException {
      int size = config.reviewBatchSize();
      for (int from = 0; from < ids.size(); from += size) {
        slots.acquire();
        if (limits.isOver() || failure.get() != null) {
          slots.release();
          return;
        }
        List<UUID> part = ids.subList(from, Math.min(from + size, ids.size()));
        int number = from / size + 1;
        Thread.ofVirtual().name("catalog-review").start(() -> work(part, number));
      }
    }

    /** Waits for what is in hand; once the run is over, cuts it off. */
    void end() {
      if (limits.isOver()) {
        working.forEach(Thread::interrupt);
      }
      slots.acquireUninterruptibly(config.reviewConcurrency());
    }

    void throwIfFailed() throws RunFailed {
      String reason = failure.get();
      if (reason != null) {
        throw new RunFailed(reason);
      }
    }

    private void work(List<UUID> part, int number) {
      working.add(Thread.currentThread());
      try {
        review(part, number);
      } catch (ProviderException refused) {
        refused(refused);
      } catch (InterruptedException cut) {
        // The run ends; what was asked is asked again by the next one.
        Thread.currentThread().interrupt();
      } catch (DatabaseException away) {
        failure.compareAndSet(null, "The database is away: " + away.state() + ".");
      } catch (RuntimeException fault) {
        // A fault of our own in a thread of its own would pass unheard.
        failure.compareAndSet(null, "It failed in an unforeseen way.");
        ReviewLog.fault(run, fault);
      } finally {
        working.remove(Thread.currentThread());
        slots.release();
        progress.progress(tally.of("exercises_reviewed"), ids.size());
      }
    }

    private void review(List<UUID> part, int number)
        throws ProviderException, InterruptedException {
      ReviewBatch batch = database.read(connection -> read(connection, part));
      TextAnswer answer =
          chain.ask(site(number), Purpose.CATALOG, prompts.text(PROMPT, batch.input()));
      tally.spend(answer.usage().cost());
      List<NewJob> wanted = batch.jobs(answer, run, tally);
      List<FiledJob> filed =
          database.write(
              connection -> {
                if (run.isApply()) {
                  reviews.reviewed(connection, batch.versions());
                }
                return jobs.file(connection, wanted);
              });
      tally.add("exercises_reviewed", batch.exercises().size());
      tally.add("jobs_filed", filed.stream().filter(FiledJob::isNew).count());
      tally.add("jobs_known", filed.stream().filter(job -> !job.isNew()).count());
    }

    private void refused(ProviderException refused) {
      tally.add("batches_failed", 1);
      ReviewLog.failed(run, refused);
      // The next batch would meet the same limit, budget or configuration.
      if (refused.failureClass() == FailureClass.RATE_LIMITED
          || refused.failureClass() == FailureClass.CONFIGURATION) {
        failure.compareAndSet(
            null, "No model reviews: " + refused.provider() + ": " + refused.getMessage());
      }
    }

    private CallSite site(int number) {
      return new CallSite(
          run.run().organizationId(),
          CallSite.Subject.CATALOG_RUN,
          run.lease(),
          PROMPT + "-" + number,
          Math.max(1, run.run().attempts()),
          false);
    }
  }

  private ReviewBatch read(Connection connection, List<UUID> ids) {
    Map<UUID, Exercise> found = exercises.find(connection, ids);
    return new ReviewBatch(
        ids.stream().map(found::get).filter(Objects::nonNull).toList(),
        reviews.similar(connection, ids));
  }
}
