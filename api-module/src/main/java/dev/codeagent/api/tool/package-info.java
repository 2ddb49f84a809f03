/** Specifications, calls and results of tools. Executing a tool is not here. */
@NullMarked
package dev.codeagent.api.tool;

import org.jspecify.annotations.NullMarked;
