/** Runs, their events and approvals, and the port of the journal. {@code orchestrator} of {@code ejb-module} executes them. */
@NullMarked
package dev.codeagent.api.run;

import org.jspecify.annotations.NullMarked;
