package dev.millrace.worker.cli;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;

/** The colours of help and errors. */
public final class Colours {
  private Colours() {}

  /** None unless a person looks at a terminal, and has not set {@code NO_COLOR}. */
  public static ColorScheme scheme() {
    return Help.defaultColorScheme(Terminal.colours());
  }
}
