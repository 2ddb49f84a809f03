/** Produces the use cases of publishing. */
@NullMarked
package dev.codeagent.publishing.boundary;

import org.jspecify.annotations.NullMarked;
