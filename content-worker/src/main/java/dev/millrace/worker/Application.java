package dev.millrace.worker;

import dev.millrace.startup.Launch;
import dev.millrace.worker.cli.Millrace;
import java.util.Arrays;

/** The content worker's program: {@code serve} unless another command is given. */
public final class Application {
  private static final String SERVE = "serve";

  private Application() {}

  /**
   * Runs a command; a server's exit is left to the signal that ends it. The service starts without
   * the parser of command lines, which would be a part of every cold start.
   */
  public static void main(String[] arguments) {
    if (arguments.length == 0 || Arrays.equals(arguments, new String[] {SERVE})) {
      Launch.service("content-worker");
      return;
    }
    int status = Millrace.execute(arguments);
    if (status != 0 || !arguments[0].equals(SERVE)) {
      System.exit(status);
    }
  }
}
