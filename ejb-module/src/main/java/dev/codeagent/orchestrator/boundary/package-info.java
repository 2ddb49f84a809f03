/** The beans of the orchestrator: its EJBs, the batch job, and the producers of its plain classes. */
package dev.codeagent.orchestrator.boundary;
