package dev.millrace.scheduler.testing;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * scheduler-service as it runs, on a database and a broker of its own; more instances of it on the
 * same ones where a test wants them. It does not sweep by itself.
 */
public final class LiveScheduler implements AutoCloseable {
  public static final String CRON_SECRET = "a-cron-secret-of-the-tests";

  /** The organization of calls that name no other. */
  public static final String ORGANIZATION = Schedules.ORGANIZATION;

  private static final String EVERY_SCOPE = "schedules:read schedules:write";

  private final MigratedDatabase database = MigratedDatabase.create();
  private final TestBroker broker = TestBroker.start();
  private final List<EmbeddedServer> servers = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Map<String, Object> properties;
  private final Object[] beans;

  private LiveScheduler(Map<String, Object> properties, Object... beans) {
    this.properties = Map.copyOf(properties);
    this.beans = beans;
    another(properties, beans);
  }

  /** Starts it. */
  public static LiveScheduler start() {
    return start(Map.of());
  }

  /** Starts it with properties that differ, and with beans of the test's own. */
  public static LiveScheduler start(Map<String, Object> properties, Object... beans) {
    return new LiveScheduler(properties, beans);
  }

  /** Starts one more instance on the same database and broker. */
  public ApplicationContext another(Map<String, Object> properties, Object... beans) {
    Map<String, Object> all = new HashMap<>(database.properties());
    all.put("micronaut.server.port", -1);
    all.put("millrace.security.secret-key", Tokens.SECRET_KEY);
    all.put("millrace.scheduler.callers.cron-secret", CRON_SECRET);
    all.put("millrace.dispatch.sweep-every", "1h");
    all.putAll(broker.properties());
    all.putAll(properties);
    EmbeddedServer server =
        ApplicationContext.builder("scheduler-service", Environment.TEST)
            .deduceEnvironment(false)
            .properties(all)
            .singletons(beans)
            .run(EmbeddedServer.class);
    servers.add(server);
    return server.getApplicationContext();
  }

  /** Stops every instance, and starts one like the first. */
  public void restart() {
    stop();
    another(properties, beans);
  }

  public MigratedDatabase database() {
    return database;
  }

  public TestBroker broker() {
    return broker;
  }

  /** A bean of the first instance. */
  public <T> T bean(Class<T> type) {
    return servers.getFirst().getApplicationContext().getBean(type);
  }

  /** Keeps a schedule. */
  public Schedule keep(Schedule schedule) {
    bean(ScheduleStorage.class).write(unit -> unit.register().insert(schedule));
    return schedule;
  }

  /** Keeps that many copies of a schedule, under ids of their own. */
  public void keep(Schedules form, Instant due, int count) {
    for (int number = 0; number < count; number++) {
      keep(form.dueAt(due));
    }
  }

  /** What a topic's subscription holds, acknowledged. */
  public List<PubsubMessage> messages(String subscription) {
    return broker.drain(subscription);
  }

  /** A call of nobody. */
  public HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:" + servers.getFirst().getPort() + path))
        .timeout(Duration.ofSeconds(60));
  }

  /** A call with a token that may do everything for {@link #ORGANIZATION}. */
  public HttpRequest.Builder request(String path) {
    return request(path, Tokens.of(ORGANIZATION, EVERY_SCOPE));
  }

  /** A call with that token. */
  public HttpRequest.Builder request(String path, String token) {
    return anonymous(path).header("Authorization", "Bearer " + token);
  }

  /** A call of that organization, with every scope. */
  public HttpRequest.Builder requestOf(String organization, String path) {
    return request(path, Tokens.of(organization, EVERY_SCOPE));
  }

  public Answer get(String path) {
    return send(request(path));
  }

  public Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** A tick, as Cloud Scheduler calls for it. */
  public Answer tick() {
    return send(request("/cron/tick", CRON_SECRET).POST(BodyPublishers.noBody()));
  }

  /** Sends, and waits for the answer. */
  public Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Empties every table. */
  public void clear() {
    database.clear();
    for (String subscription :
        List.of(TestBroker.CONTENT, "scheduler-ticks-sub", "agent-runs-sub")) {
      messages(subscription);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    stop();
    broker.close();
    database.close();
  }

  private void stop() {
    servers.forEach(
        server -> {
          server.close();
          server.getApplicationContext().close();
        });
    servers.clear();
  }
}
