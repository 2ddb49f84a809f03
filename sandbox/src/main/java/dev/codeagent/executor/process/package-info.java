/** Commands in the workspace: bounded in time and output, and dead with all their descendants when they are to end. */
package dev.codeagent.executor.process;
