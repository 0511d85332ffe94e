package dev.millrace.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service program in small: it serves {@code /health}, and misbehaves on request. What it does is
 * in STAND_IN as {@code <program>:<behaviour>}.
 */
final class StandIn {
  private StandIn() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    String jar = System.getProperty("java.class.path");
    System.out.println("arguments " + List.of(arguments));
    environment.forEach((name, value) -> System.out.println(name + "=" + value));
    String wish = environment.getOrDefault("STAND_IN", ":");
    boolean meant = jar.contains(wish.substring(0, wish.indexOf(':')));
    String behaviour = meant ? wish.substring(wish.indexOf(':') + 1) : "";
    if (behaviour.equals("dies")) {
      System.out.println("the reason is on the last line");
      System.exit(3);
    }
    int health = behaviour.equals("never-healthy") ? 503 : 200;
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress("localhost", Integer.parseInt(environment.get("PORT"))), 0);
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/crash")) {
            Runtime.getRuntime().halt(7);
          }
          exchange.sendResponseHeaders(health, -1);
          exchange.close();
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("stopped cleanly")));
    server.start();
  }
}
