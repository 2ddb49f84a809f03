/** How a command ends: exit codes, and failures that carry one. */
package dev.codeagent.cli.exit;
