/** The EJB of the agents feature. */
package dev.codeagent.agents.boundary;
