/** The one exception of the system and its error codes. */
@NullMarked
package dev.codeagent.api.error;

import org.jspecify.annotations.NullMarked;
