package dev.millrace.worker.cli;

import dev.millrace.database.DatabaseException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a person in one sentence why a command failed; what nobody foresaw keeps its trace. */
public final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments)
      throws Exception {
    String sentence =
        switch (failure) {
          case CommandFailed told -> told.getMessage();
          case DatabaseException away -> "The database: " + away.getMessage();
          case NoSuchFileException file -> "There is no " + file.getFile() + ".";
          case IOException file -> "The file: " + file.getMessage();
          default -> throw failure;
        };
    command.getErr().println(command.getColorScheme().errorText(String.valueOf(sentence)));
    command.getErr().flush();
    return ExitCode.FAILED;
  }
}
