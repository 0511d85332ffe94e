package dev.millrace.observability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.util.Arrays;

/**
 * One JSON object, written as bytes of ASCII that end with a newline. Lines of log are many and
 * short: a general generator takes longer to set up than to write one. Not safe for use by several
 * threads.
 */
final class JsonLine {
  private static final int TYPICAL = 512;
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  /** Digits of a fraction of a second, as {@link Instant#toString} groups them. */
  private static final int GROUP = 1_000;

  private byte[] bytes = new byte[TYPICAL];
  private int length;

  JsonLine() {
    put('{');
  }

  /** A field with a text. */
  JsonLine text(String name, String value) {
    name(name);
    quoted(value);
    return this;
  }

  /** A field with a number or a truth, which Java writes as JSON does. */
  JsonLine literal(String name, Object value) {
    name(name);
    verbatim(value.toString());
    return this;
  }

  /** A field with a time, as {@link Instant#toString} has it. */
  JsonLine time(String name, Instant value) {
    name(name);
    put('"');
    verbatim(Second.of(value.getEpochSecond()).text);
    fraction(value.getNano());
    put('Z');
    put('"');
    return this;
  }

  /** The line, which is at its end. */
  byte[] end() {
    put('}');
    put('\n');
    return Arrays.copyOf(bytes, length);
  }

  private void name(String name) {
    if (length > 1) {
      put(',');
    }
    quoted(name);
    put(':');
  }

  private void fraction(int nanos) {
    if (nanos == 0) {
      return;
    }
    put('.');
    digits(nanos / (GROUP * GROUP));
    if (nanos % (GROUP * GROUP) != 0) {
      digits(nanos / GROUP % GROUP);
    }
    if (nanos % GROUP != 0) {
      digits(nanos % GROUP);
    }
  }

  private void digits(int three) {
    put('0' + three / 100);
    put('0' + three / 10 % 10);
    put('0' + three % 10);
  }

  private void quoted(String value) {
    put('"');
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character < ' ' || character > '~') {
        escaped(character);
      } else {
        if (character == '"' || character == '\\') {
          put('\\');
        }
        put(character);
      }
    }
    put('"');
  }

  private void escaped(char character) {
    put('\\');
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      put(HEX[character >> shift & 0xf]);
    }
  }

  private void verbatim(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
  }

  private void put(int character) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) character;
  }

  /** A second's text is that of many lines. */
  private record Second(long epoch, String text) {
    private static volatile Second latest = of(0, Instant.EPOCH);

    static Second of(long epoch) {
      Second known = latest;
      if (known.epoch != epoch) {
        known = of(epoch, Instant.ofEpochSecond(epoch));
        latest = known;
      }
      return known;
    }

    private static Second of(long epoch, Instant instant) {
      String text = instant.toString();
      return new Second(epoch, text.substring(0, text.length() - 1));
    }
  }
}
