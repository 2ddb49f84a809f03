/** The Model Context Protocol over stdio. The tools are not here. */
@NullMarked
package dev.codeagent.executor.mcp;

import org.jspecify.annotations.NullMarked;
