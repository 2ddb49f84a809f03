/** Programs that run in the workspace, and their ends. */
package dev.codeagent.executor.commands;
