package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that answers has in common. */
abstract class AnsweringCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Answer in JSON, a document a line.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  final boolean isJson() {
    return json;
  }

  final Terminal terminal(ObjectMapper mapper) {
    return new Terminal(spec().commandLine().getOut(), mapper, json);
  }

  /** The command as it was typed. */
  final CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets this before it calls");
    }
    return spec;
  }

  /** It was used wrongly. */
  final ParameterException wrong(String sentence) {
    return new ParameterException(spec().commandLine(), sentence);
  }
}
