/**
 * The HTTP transport under all wires: one request with its timeouts, cancellation and limits, framing of streams, and
 * errors of HTTP. A wire gives it the request and a reader of the body; what all wires share is in package {@code wire}.
 */
@NullMarked
package dev.codeagent.providers.http;

import org.jspecify.annotations.NullMarked;
