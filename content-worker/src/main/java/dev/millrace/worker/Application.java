package dev.millrace.worker;

import dev.millrace.worker.serve.DrainCommand;
import dev.millrace.worker.serve.MigrateCommand;
import dev.millrace.worker.serve.ServeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The content worker's program: {@code serve} unless another command is given. */
@Command(
    name = "content-worker",
    description = "Consumes content requests, generates content and writes the results.",
    mixinStandardHelpOptions = true,
    subcommands = {ServeCommand.class, DrainCommand.class, MigrateCommand.class})
public final class Application {
  private Application() {}

  /** Runs a command; a server's exit is left to the signal that ends it. */
  public static void main(String[] arguments) {
    String[] command = arguments.length == 0 ? new String[] {"serve"} : arguments;
    int status = new CommandLine(new Application()).execute(command);
    if (status != 0 || !command[0].equals("serve")) {
      System.exit(status);
    }
  }
}
