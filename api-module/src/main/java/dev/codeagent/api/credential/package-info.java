/** Secrets and the port of their storage. Encryption is not here. */
@NullMarked
package dev.codeagent.api.credential;

import org.jspecify.annotations.NullMarked;
