package dev.millrace.worker.model;

/**
 * A finished picture.
 *
 * @param bytes the file; not to be changed
 * @param mediaType such as {@code image/png}
 */
@SuppressWarnings("ArrayRecordComponent") // Pictures are handed on, never compared.
public record Picture(byte[] bytes, String mediaType, int width, int height) {}
