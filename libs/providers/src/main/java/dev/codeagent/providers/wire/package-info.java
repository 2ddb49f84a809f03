/**
 * What the codecs of all wires share: the provider over HTTP, the assembling of an answer from its pieces, and JSON
 * fields that may be missing. The transport is in package {@code http}, and each wire has its own package.
 */
@NullMarked
package dev.codeagent.providers.wire;

import org.jspecify.annotations.NullMarked;
