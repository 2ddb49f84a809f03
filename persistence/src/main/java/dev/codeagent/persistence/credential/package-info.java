/** The encrypted store of secrets. */
@NullMarked
package dev.codeagent.persistence.credential;

import org.jspecify.annotations.NullMarked;
