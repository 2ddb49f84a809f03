/** The format that all ids share. */
@NullMarked
package dev.codeagent.api.id;

import org.jspecify.annotations.NullMarked;
