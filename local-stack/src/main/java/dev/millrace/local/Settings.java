package dev.millrace.local;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment asks of the stack.
 *
 * @param home the project's root directory
 * @param ports of each service
 * @param databasePort of the embedded Postgres
 * @param brokerPort of the embedded Pub/Sub
 * @param environment everything, to be passed on to the services
 */
record Settings(
    Path home,
    Map<Program, Integer> ports,
    int databasePort,
    int brokerPort,
    Map<String, String> environment) {
  static final String DATABASE_URL = "DATABASE_URL";
  static final String BROKER_ADDRESS = "PUBSUB_EMULATOR_HOST";
  static final String DATABASE_PORT = "POSTGRES_PORT";
  static final String BROKER_PORT = "PUBSUB_PORT";
  static final String LOCAL_PROJECT = "millrace-local";

  Settings {
    ports = Map.copyOf(ports);
    environment = Map.copyOf(environment);
  }

  static Settings from(Path home, Map<String, String> environment) throws StartException {
    Map<Program, Integer> ports = new EnumMap<>(Program.class);
    for (Program program : Program.values()) {
      ports.put(program, port(environment, program.portVariable(), program.defaultPort()));
    }
    return new Settings(
        home,
        ports,
        port(environment, DATABASE_PORT, 15432),
        port(environment, BROKER_PORT, 8085),
        environment);
  }

  int port(Program program) {
    return ports.getOrDefault(program, program.defaultPort());
  }

  /** Everything the stack keeps between runs. */
  Path local() {
    return home.resolve(".local");
  }

  Path logs() {
    return local().resolve("logs");
  }

  /** Set when a database of the user's own takes the place of the embedded one. */
  Optional<String> foreignDatabase() {
    return given(DATABASE_URL);
  }

  /** Set when a broker of the user's own takes the place of the embedded one. */
  Optional<String> foreignBroker() {
    return given(BROKER_ADDRESS);
  }

  /** The project the topics are in: the user's own only together with the user's own broker. */
  String project() {
    return foreignBroker().flatMap(broker -> given("GOOGLE_CLOUD_PROJECT")).orElse(LOCAL_PROJECT);
  }

  /** Background training of AOT caches; {@code AOT_TRAINING=off} saves its disk and time. */
  boolean trains() {
    return !given("AOT_TRAINING").orElse("on").equals("off");
  }

  /** A variable's value; one that is set to nothing counts as not set. */
  Optional<String> given(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  private static int port(Map<String, String> environment, String variable, int otherwise)
      throws StartException {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535 || value.matches("0+")) {
      throw new StartException(variable + " must be a port from 1 to 65535, not '" + value + "'");
    }
    return Integer.parseInt(value);
  }
}
