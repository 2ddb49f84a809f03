/** Git on the clone in the workspace, whose configuration is not trusted. */
@NullMarked
package dev.codeagent.executor.git;

import org.jspecify.annotations.NullMarked;
