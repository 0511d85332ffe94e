package dev.millrace.worker.serve;

import io.micronaut.core.convert.ConversionService;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as the configuration does: 20s, 5m, 1h, or ISO 8601. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return ConversionService.SHARED
        .convert(value, Duration.class)
        .filter(duration -> !duration.isNegative())
        .orElseThrow(
            () ->
                new TypeConversionException("'" + value + "' is no duration; write 20s, 5m or 1h"));
  }
}
