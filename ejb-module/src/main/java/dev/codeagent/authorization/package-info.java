/** Where rules come from, and what a call is bound to. How rules decide is {@code api.policy}'s; asking is the orchestrator's. */
package dev.codeagent.authorization;
