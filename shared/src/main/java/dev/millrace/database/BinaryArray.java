package dev.millrace.database;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array of elements that take eight or sixteen bytes each, of a type that the driver by itself
 * sends as text: one side would format and the other parse every element. The layout is that of
 * {@code array_send}, {@code uuid_send} and {@code timestamptz_send} in Postgres, with one
 * dimension. A connection whose {@code binaryTransferEnable} does not name the type gets text.
 */
final class BinaryArray extends PGobject implements PGBinaryObject {
  private static final long serialVersionUID = 1;

  private static final int HEADER_BYTES = 5 * Integer.BYTES;
  private static final int NULL = -1;
  private static final long POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
  private static final long MICROS = 1_000_000;
  private static final int NANOS_OF_A_MICRO = 1_000;

  /** Not infinity, which is one more, and beyond what Postgres takes. */
  private static final long OUT_OF_RANGE = Long.MAX_VALUE - 1;

  private final transient List<? extends @Nullable Object> elements;
  private final int elementType;
  private final int elementBytes;

  private BinaryArray(
      String type, int elementType, int elementBytes, Stream<? extends @Nullable Object> elements) {
    this.type = type;
    this.elementType = elementType;
    this.elementBytes = elementBytes;
    this.elements = elements.toList();
  }

  /**
   * An array of ids.
   *
   * @throws ClassCastException when a value is no {@link UUID}
   */
  static BinaryArray ofUuids(Collection<? extends @Nullable Object> values) {
    return new BinaryArray(
        "_uuid", Oid.UUID, 2 * Long.BYTES, values.stream().map(UUID.class::cast));
  }

  /**
   * An array of times, each to the nearest microsecond.
   *
   * @throws ClassCastException when a value is no {@link Instant}
   */
  static BinaryArray ofInstants(Collection<? extends @Nullable Object> values) {
    return new BinaryArray(
        "_timestamptz", Oid.TIMESTAMPTZ, Long.BYTES, values.stream().map(Instant.class::cast));
  }

  @Override
  public int lengthInBytes() {
    int present = (int) elements.stream().filter(each -> each != null).count();
    return HEADER_BYTES + elements.size() * Integer.BYTES + present * elementBytes;
  }

  @Override
  public void toBytes(byte[] bytes, int offset) {
    ByteBuffer to = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
    to.putInt(1).putInt(elements.contains(null) ? 1 : 0).putInt(elementType);
    to.putInt(elements.size()).putInt(1);
    for (Object element : elements) {
      to.putInt(element == null ? NULL : elementBytes);
      switch (element) {
        case null -> {}
        case UUID uuid ->
            to.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        case Instant instant -> to.putLong(micros(instant));
        default -> throw new IllegalStateException("Neither an id nor a time: " + element);
      }
    }
  }

  /** The nearest one, as the driver has it of a single timestamp. */
  private static long micros(Instant instant) {
    long seconds = instant.getEpochSecond() - POSTGRES_EPOCH;
    return Math.abs(seconds) >= OUT_OF_RANGE / MICROS
        ? OUT_OF_RANGE
        : seconds * MICROS + (instant.getNano() + NANOS_OF_A_MICRO / 2) / NANOS_OF_A_MICRO;
  }

  @Override
  public String getValue() {
    return elements.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }

  /** What is sent is never read back. */
  @Override
  public void setByteValue(byte[] bytes, int offset) {
    throw new UnsupportedOperationException("Arrays are read by the driver's own means");
  }
}
