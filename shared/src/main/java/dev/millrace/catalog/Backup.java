package dev.millrace.catalog;

import dev.millrace.paging.Cursor;
import io.micronaut.core.annotation.Introspected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/** A copy of the whole catalog, as it was at one moment. */
@Introspected
public record Backup(String name, int exercises, String createdBy, Instant createdAt) {
  /**
   * Where it is in the list, in which those of one moment are ordered by the MD5 of their names,
   * since a cursor has room for an id and not for a name.
   */
  public Cursor position() {
    ByteBuffer digest = ByteBuffer.wrap(digest());
    return new Cursor(createdAt, new UUID(digest.getLong(), digest.getLong()));
  }

  private byte[] digest() {
    try {
      return MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has MD5", impossible);
    }
  }
}
