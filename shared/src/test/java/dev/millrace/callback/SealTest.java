package dev.millrace.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SealTest {
  private static final String FIRST = "the-first-key-of-more-than-thirty-two-bytes";
  private static final String SECOND = "the-second-key-of-more-than-thirty-two-bytes";
  private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

  @Test
  void whatIsSealedOpensForItsOwnerOnly() {
    Seal seal = seal(FIRST, null);
    byte[] sealed = seal.seal(SECRET, "acme/1");

    assertThat(seal.open(sealed, "acme/1")).contains(SECRET);
    assertThat(seal.open(sealed, "acme/2")).isEmpty();
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("a secret");
  }

  @Test
  void whatWasChangedDoesNotOpen() {
    Seal seal = seal(FIRST, null);
    byte[] sealed = seal.seal(SECRET, "acme/1");
    for (int place = 0; place < sealed.length; place++) {
      byte[] changed = sealed.clone();
      changed[place] ^= 1;
      assertThat(seal.open(changed, "acme/1")).as("byte %d", place).isEmpty();
    }
    assertThat(seal.open(new byte[0], "acme/1")).isEmpty();
  }

  @Test
  void theSameSecretIsNeverSealedTheSameWay() {
    Seal seal = seal(FIRST, null);

    assertThat(seal.seal(SECRET, "acme/1")).isNotEqualTo(seal.seal(SECRET, "acme/1"));
  }

  @Test
  void whileOneKeyTakesThePlaceOfAnotherBothOpen() {
    byte[] older = seal(FIRST, null).seal(SECRET, "acme/1");
    Seal changing = seal(SECOND + ", " + FIRST, null);

    assertThat(changing.open(older, "acme/1")).contains(SECRET);
    byte[] newer = changing.seal(SECRET, "acme/1");
    assertThat(seal(SECOND, null).open(newer, "acme/1")).contains(SECRET);
    assertThat(seal(SECOND, null).open(older, "acme/1")).isEmpty();
  }

  @Test
  void theKeyOfTokensServesWhereThereIsNoOther() {
    byte[] sealed = seal(null, FIRST).seal(SECRET, "acme/1");

    assertThat(seal(null, FIRST).open(sealed, "acme/1")).contains(SECRET);
    assertThat(seal(SECOND, FIRST).open(sealed, "acme/1")).isEmpty();
  }

  @Test
  void aWeakOrMissingKeyIsRefusedByTheNameOfItsVariable() {
    assertThatThrownBy(() -> seal("short", FIRST))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("CALLBACK_SECRET_KEY");
    assertThatThrownBy(() -> seal(null, null).seal(SECRET, "acme/1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("CALLBACK_SECRET_KEY");
    assertThat(new SecretConfig(FIRST).toString()).doesNotContain(FIRST);
  }

  private static Seal seal(@Nullable String own, @Nullable String shared) {
    return new Seal(new SecretConfig(own), shared);
  }
}
