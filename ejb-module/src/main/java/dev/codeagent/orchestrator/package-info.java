/** Executes runs: admission, queue, workflow, approvals, verdict. How one agent works is in {@code agents}. */
package dev.codeagent.orchestrator;
