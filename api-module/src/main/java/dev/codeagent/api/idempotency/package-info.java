/** Requests that a client may send again without executing them again. */
@NullMarked
package dev.codeagent.api.idempotency;

import org.jspecify.annotations.NullMarked;
