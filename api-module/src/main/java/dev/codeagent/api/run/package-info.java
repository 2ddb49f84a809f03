/** Runs, their events and approvals, and the port of the journal. Executing a run is not here. */
@NullMarked
package dev.codeagent.api.run;

import org.jspecify.annotations.NullMarked;
