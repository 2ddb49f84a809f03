/** From a request to a finished run: admission, workflow, verdict. How one agent works is not known here. */
package dev.codeagent.orchestrator;
