/**
 * Checks of what the system needs: the machine, the network, the database. Plain Java, so that the server and the client
 * make the very same ones. Nothing is mended here, and nothing is shown: a {@link dev.codeagent.api.diagnostics.Finding} says
 * what was found, what is lost by it, and what to do.
 */
package dev.codeagent.diagnostics;
