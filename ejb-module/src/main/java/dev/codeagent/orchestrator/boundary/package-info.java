/** The beans of the orchestrator: its EJBs, the batch job, and the producers of its plain classes. */
@NullMarked
package dev.codeagent.orchestrator.boundary;

import org.jspecify.annotations.NullMarked;
