/** The store of request keys and their answers, on the main database. */
@NullMarked
package dev.codeagent.persistence.idempotency;

import org.jspecify.annotations.NullMarked;
