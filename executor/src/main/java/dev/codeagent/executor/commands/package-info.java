/** Runs programs in the workspace, limits them and kills their processes. */
package dev.codeagent.executor.commands;
