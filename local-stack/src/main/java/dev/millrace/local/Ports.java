package dev.millrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at every port before anything starts, so that one message names all that are taken. */
final class Ports {
  private static final int CONNECT_MILLIS = 500;

  private final Map<Integer, String> users = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Adds a port that must be free. */
  Ports require(int port, String user, String variable) {
    String other = users.putIfAbsent(port, user);
    if (other != null) {
      problems.add(
          "port %d is given to both %s and %s; set %s".formatted(port, other, user, variable));
    } else if (isTaken(port)) {
      problems.add(
          "port %d is taken (%s); set %s or stop what listens there"
              .formatted(port, user, variable));
    }
    return this;
  }

  void verify() throws StartException {
    if (!problems.isEmpty()) {
      throw new StartException(String.join(System.lineSeparator(), problems));
    }
  }

  static boolean isTaken(int port) {
    return answers(port) || !canBind(port);
  }

  /** Some systems let a wildcard address be bound although a specific one is listening. */
  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  private static boolean canBind(int port) {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
