/**
 * Diagnostics of the running server: the checks of the host that it shares with the CLI, and checks of its providers.
 */
package dev.codeagent.health;
