package dev.millrace.faults;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * A clock that is wrong by a fixed time. A service's process finds this class on its class path and
 * takes its clock in place of the system's, before any other bean is made. No service reads the
 * time by another way; the rules of architecture hold them to that.
 */
public final class SkewedClock implements ApplicationContextConfigurer {
  /** The variable that says by how much, such as {@code -PT10M}. */
  static final String SKEW = "FAULTS_CLOCK_SKEW";

  /** Runs a service with this class beside it. */
  static List<String> program(Path jar) {
    return List.of("-cp", jar + File.pathSeparator + ownClasses(), mainClass(jar));
  }

  @Override
  public void configure(ApplicationContextBuilder builder) {
    @Nullable String skew = System.getenv(SKEW);
    if (skew != null) {
      builder.singletons(Clock.offset(Clock.systemUTC(), Duration.parse(skew)));
    }
  }

  private static Path ownClasses() {
    try {
      return Path.of(SkewedClock.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  private static String mainClass(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
