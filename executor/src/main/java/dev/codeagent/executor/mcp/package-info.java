/** The Model Context Protocol over stdio. The tools are in {@code commands}, {@code files}, {@code git} and {@code builds}. */
@NullMarked
package dev.codeagent.executor.mcp;

import org.jspecify.annotations.NullMarked;
