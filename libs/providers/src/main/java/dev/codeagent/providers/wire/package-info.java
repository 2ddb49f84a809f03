/**
 * What the codecs of all wires share: the provider over HTTP, the assembling of an answer from its pieces, and JSON
 * fields that may be missing. The form of one wire is not here.
 */
@NullMarked
package dev.codeagent.providers.wire;

import org.jspecify.annotations.NullMarked;
