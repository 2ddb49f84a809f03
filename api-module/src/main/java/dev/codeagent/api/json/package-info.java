/** Reads JSON of other parties within limits. The formats of the system are in package {@code wire}. */
@NullMarked
package dev.codeagent.api.json;

import org.jspecify.annotations.NullMarked;
