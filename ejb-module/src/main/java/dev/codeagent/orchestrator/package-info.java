/** Executes runs: admission, queue, workflow, approvals, verdict. How one agent works is in {@code agents}. */
@NullMarked
package dev.codeagent.orchestrator;

import org.jspecify.annotations.NullMarked;
