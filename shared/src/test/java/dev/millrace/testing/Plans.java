package dev.millrace.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches how Postgres runs the very statements of a repository: hands out a connection on which
 * every prepared statement is explained with its own parameters before it runs.
 *
 * <pre>{@code
 * Plan plan = Plans.of(DATABASE, connection -> repository.takeDue(connection, 500)).getFirst();
 * }</pre>
 */
public final class Plans {
  private static final Pattern PLACE = Pattern.compile("\\?");

  private final Connection connection;
  private final List<Plan> plans = new ArrayList<>();
  private final List<Plan> generic = new ArrayList<>();
  private final MigratedDatabase database;
  private final boolean isGeneric;

  private Plans(MigratedDatabase database, Connection connection, boolean isGeneric) {
    this.database = database;
    this.connection = connection;
    this.isGeneric = isGeneric;
  }

  /** The plans of all statements that the work runs, as they were carried out; rolls back. */
  public static List<Plan> of(MigratedDatabase database, Consumer<Connection> work) {
    return watch(database, work, false).plans;
  }

  /**
   * The plans that Postgres makes without knowing the parameters, which it may come to prefer once
   * a connection has used a statement often. They are not carried out. Only for statements whose
   * parameters' types follow from the text.
   */
  public static List<Plan> genericOf(MigratedDatabase database, Consumer<Connection> work) {
    return watch(database, work, true).generic;
  }

  private static Plans watch(
      MigratedDatabase database, Consumer<Connection> work, boolean isGeneric) {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      Plans plans = new Plans(database, connection, isGeneric);
      work.accept(plans.watched());
      connection.rollback();
      return plans;
    } catch (SQLException failure) {
      throw new StatementRefused(failure);
    }
  }

  private Connection watched() {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("prepareStatement") && arguments.length == 1) {
            return watched((String) arguments[0]);
          }
          return call(connection, method, arguments);
        });
  }

  private PreparedStatement watched(String sql) throws SQLException {
    PreparedStatement real = connection.prepareStatement(sql);
    PreparedStatement explaining =
        connection.prepareStatement("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + sql);
    return proxy(
        PreparedStatement.class,
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("set")) {
            call(explaining, method, arguments);
          } else if (method.getName().startsWith("execute")) {
            explain(sql, explaining);
          }
          return call(real, method, arguments);
        });
  }

  private void explain(String sql, PreparedStatement explaining) throws SQLException {
    if (isGeneric) {
      generic.add(generic(sql));
      return;
    }
    Savepoint before = connection.setSavepoint();
    plans.add(Plan.parse(Rows.read(explaining.executeQuery(), row -> row.getString(1)).getFirst()));
    connection.rollback(before);
  }

  private Plan generic(String sql) throws SQLException {
    int[] position = {0};
    String numbered = PLACE.matcher(sql).replaceAll(match -> "\\$" + ++position[0]);
    try (Connection simple =
            DriverManager.getConnection(database.jdbcUrl() + "&preferQueryMode=simple");
        Statement statement = simple.createStatement()) {
      return Plan.parse(
          Rows.read(
                  statement.executeQuery("EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + numbered),
                  row -> row.getString(1))
              .getFirst());
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Plans.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() == null ? failure : failure.getCause();
    }
  }
}
