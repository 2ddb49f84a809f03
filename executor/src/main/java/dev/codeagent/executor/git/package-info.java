/** Git on the clone in the workspace, whose configuration is not trusted. */
package dev.codeagent.executor.git;
