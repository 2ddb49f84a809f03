/** The EJB of the agents feature. */
@NullMarked
package dev.codeagent.agents.boundary;

import org.jspecify.annotations.NullMarked;
