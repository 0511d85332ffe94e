package dev.millrace.benchmarks.load;

/** An answer of HTTP; the head with its status line, in ISO 8859-1. */
public record Response(int status, String head, String body) {
  /**
   * A header's value.
   *
   * @param name in lower case
   * @throws IllegalStateException when there is none
   */
  public String header(String name) {
    for (String line : head.split("\r\n", -1)) {
      if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return line.substring(name.length() + 1).strip();
      }
    }
    throw new IllegalStateException("No header " + name + " in " + head);
  }
}
