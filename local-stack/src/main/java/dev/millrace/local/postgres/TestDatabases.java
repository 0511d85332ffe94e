package dev.millrace.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The fixture of every integration test: one server for the whole test process, and for each test
 * class a fresh database on it. Thread-safe. The server ends with the process.
 *
 * <pre>{@code
 * static final TestDatabase DATABASE = TestDatabases.copyOf("schema", Migrations::migrate);
 * }</pre>
 */
public final class TestDatabases {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, TestDatabase> TEMPLATES = new ConcurrentHashMap<>();

  private TestDatabases() {}

  /** The server all these databases are on. A test that stops or crashes one starts its own. */
  public static EmbeddedDatabase server() {
    return Holder.SERVER;
  }

  /** A fresh, empty database. */
  public static TestDatabase create() {
    TestDatabase fresh = named("test_" + COUNT.incrementAndGet());
    server().createDatabase(fresh.name());
    return fresh;
  }

  /**
   * A fresh copy of a database that is prepared once in this process: a copy takes a tenth of a
   * second where migrations take seconds.
   *
   * @param template names the preparation: the same name must always mean the same
   * @param prepare fills the template, and leaves no connection to it open
   */
  public static TestDatabase copyOf(String template, Consumer<TestDatabase> prepare) {
    TestDatabase source =
        TEMPLATES.computeIfAbsent(
            template,
            name -> {
              TestDatabase prepared = named("template_" + name);
              server().createDatabase(prepared.name());
              prepare.accept(prepared);
              return prepared;
            });
    TestDatabase copy = named("test_" + COUNT.incrementAndGet());
    server().createDatabase(copy.name(), source.name());
    return copy;
  }

  private static TestDatabase named(String name) {
    return new TestDatabase(server(), name);
  }

  private static final class Holder {
    static final EmbeddedDatabase SERVER = start();

    private static EmbeddedDatabase start() {
      try {
        EmbeddedDatabase server = EmbeddedDatabase.startTemporary();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-test-database"));
        return server;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
