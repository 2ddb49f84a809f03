package dev.codeagent.client.http;

import java.util.Optional;

/**
 * The bytes of a file.
 *
 * @param etag names this version of the file, for {@code If-Match}
 */
public record Download(byte[] bytes, Optional<String> etag) {}
