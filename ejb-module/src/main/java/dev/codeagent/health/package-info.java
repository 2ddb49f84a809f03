/**
 * Diagnostics of the running server: the checks of the host that it shares with the CLI, and checks of its providers.
 */
@NullMarked
package dev.codeagent.health;

import org.jspecify.annotations.NullMarked;
