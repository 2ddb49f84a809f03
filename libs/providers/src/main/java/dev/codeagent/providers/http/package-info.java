/**
 * The HTTP transport under all wires: one request with its timeouts, cancellation and limits, framing of streams, errors
 * of HTTP, and the assembling of an answer. What a wire sends and means is not here.
 */
@NullMarked
package dev.codeagent.providers.http;

import org.jspecify.annotations.NullMarked;
