/** Digests of bytes and texts. */
@NullMarked
package dev.codeagent.api.digest;

import org.jspecify.annotations.NullMarked;
