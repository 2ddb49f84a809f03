/** Runs programs in the workspace, limits them and kills their processes. */
@NullMarked
package dev.codeagent.executor.commands;

import org.jspecify.annotations.NullMarked;
