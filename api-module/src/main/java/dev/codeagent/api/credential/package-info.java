/** Secrets and the port of their storage. Encryption is in {@code persistence}. */
@NullMarked
package dev.codeagent.api.credential;

import org.jspecify.annotations.NullMarked;
