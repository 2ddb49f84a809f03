/** The store of provider configurations. */
@NullMarked
package dev.codeagent.persistence.provider;

import org.jspecify.annotations.NullMarked;
