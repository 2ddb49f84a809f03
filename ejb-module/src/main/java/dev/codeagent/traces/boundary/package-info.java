/** Produces the export of traces. */
@NullMarked
package dev.codeagent.traces.boundary;

import org.jspecify.annotations.NullMarked;
