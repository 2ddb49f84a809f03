/** Git on the workspace's own clone, whose configuration is not trusted. */
package dev.codeagent.executor.git;
