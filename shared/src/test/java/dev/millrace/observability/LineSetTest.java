package dev.millrace.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LineSetTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.millrace.set");

  private final LineSet.Console console = new LineSet.Console();
  private final List<String> writes = new ArrayList<>();

  @BeforeEach
  void attach() {
    CloudLoggingEncoder encoder = new CloudLoggingEncoder("a-project");
    encoder.setContext(LOG.getLoggerContext());
    encoder.start();
    console.setContext(LOG.getLoggerContext());
    console.setEncoder(encoder);
    console.start();
    console.setOutputStream(
        new OutputStream() {
          @Override
          public void write(int one) {
            writes.add(Character.toString(one));
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            writes.add(new String(bytes, from, length, UTF_8));
          }
        });
    LOG.setAdditive(false);
    LOG.addAppender(console);
  }

  @AfterEach
  void detach() {
    LOG.detachAppender(console);
    LOG.setAdditive(true);
    console.stop();
  }

  @Test
  void aLineByItselfIsWrittenAtOnce() {
    LOG.info("first");
    LOG.info("second");

    assertThat(writes).hasSize(2);
  }

  @Test
  void theLinesOfASetAreWrittenTogetherAndInTheirOrder() {
    LineSet.write(
        () -> {
          LOG.info("first");
          LineSet.write(() -> LOG.info("second"));
          LOG.info("third");
          assertThat(writes).isEmpty();
        });

    assertThat(writes).hasSize(1);
    assertThat(writes.getFirst().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).contains("first"),
            line -> assertThat(line).contains("second"),
            line -> assertThat(line).contains("third"));
  }

  @Test
  void whatWasLoggedBeforeAFailureIsWritten() {
    assertThatThrownBy(
            () ->
                LineSet.write(
                    () -> {
                      LOG.info("first");
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    LOG.info("after");

    assertThat(writes).hasSize(2);
  }

  @Test
  void aLongSetIsWrittenInParts() {
    String kilobyte = "x".repeat(1_000);

    LineSet.write(
        () -> {
          for (int line = 0; line < 1_000; line++) {
            LOG.info(kilobyte);
          }
        });

    assertThat(writes).hasSizeBetween(10, 30);
    assertThat(String.join("", writes).lines()).hasSize(1_000);
  }
}
