package dev.millrace.callback;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets before they go into the database: AES-256-GCM, bound to whose secret it is, by keys
 * that HKDF-SHA256 (RFC 5869) derives from {@code CALLBACK_SECRET_KEY}, or from {@code SECRET_KEY}
 * where there is none. A sealed secret begins with the name of its key, so that keys can change.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
final class Seal {
  private static final int MINIMUM_KEY_BYTES = 32;
  private static final int NAME_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE =
      "millrace webhook secrets v1".getBytes(StandardCharsets.UTF_8);

  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, SecretKey> keys = new LinkedHashMap<>();

  Seal(
      SecretConfig config,
      @Nullable @Property(name = "millrace.security.secret-key") String shared) {
    for (String key : config.keys()) {
      if (key.getBytes(StandardCharsets.UTF_8).length < MINIMUM_KEY_BYTES) {
        throw new ConfigurationException(
            "CALLBACK_SECRET_KEY must hold at least "
                + MINIMUM_KEY_BYTES
                + " bytes; make one with: openssl rand -base64 48");
      }
    }
    List<String> given = config.keys();
    if (given.isEmpty() && shared != null && !shared.isBlank()) {
      given = List.of(shared);
    }
    for (String key : given) {
      byte[] derived = derive(key, PURPOSE, 32);
      keys.putIfAbsent(ByteBuffer.wrap(derive(key, name(), NAME_BYTES)).getInt(), aes(derived));
    }
  }

  /**
   * Seals a secret.
   *
   * @param owner whose it is; what is sealed opens for nobody else
   */
  byte[] seal(byte[] secret, String owner) {
    Map.Entry<Integer, SecretKey> first =
        keys.entrySet().stream().findFirst().orElseThrow(Seal::noKey);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, first.getValue(), nonce, owner).doFinal(secret);
      return ByteBuffer.allocate(NAME_BYTES + NONCE_BYTES + sealed.length)
          .putInt(first.getKey())
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  /** Opens what was sealed; empty when no key of ours does, or it is another owner's. */
  Optional<byte[]> open(byte[] sealed, String owner) {
    if (sealed.length < NAME_BYTES + NONCE_BYTES) {
      return Optional.empty();
    }
    SecretKey key = keys.get(ByteBuffer.wrap(sealed).getInt());
    if (key == null) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOfRange(sealed, NAME_BYTES, NAME_BYTES + NONCE_BYTES);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, key, nonce, owner)
              .doFinal(sealed, NAME_BYTES + NONCE_BYTES, sealed.length - NAME_BYTES - NONCE_BYTES));
    } catch (AEADBadTagException forged) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String owner)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static SecretKey aes(byte[] key) {
    return new SecretKeySpec(key, "AES");
  }

  private static byte[] name() {
    return "millrace webhook secrets v1, name of the key".getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] derive(String key, byte[] purpose, int length) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(key.getBytes(StandardCharsets.UTF_8))
                  .thenExpand(purpose, length));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HKDF-SHA256", impossible);
    }
  }

  private static ConfigurationException noKey() {
    return new ConfigurationException(
        "CALLBACK_SECRET_KEY must be set, since SECRET_KEY is not; make one with: openssl rand"
            + " -base64 48");
  }
}
