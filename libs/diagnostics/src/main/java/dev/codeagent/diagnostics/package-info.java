/**
 * Checks of what the system needs: the machine, the network, the database. Plain Java, so that the server and the
 * client run the same checks. Nothing is fixed here, and the client displays the findings: a
 * {@link dev.codeagent.api.diagnostics.Finding} names the problem, its effect and the fix.
 */
@NullMarked
package dev.codeagent.diagnostics;

import org.jspecify.annotations.NullMarked;
