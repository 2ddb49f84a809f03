/** Specifications, calls and results of tools. The executor, and {@code containers} of {@code libs/sandbox}, execute them. */
@NullMarked
package dev.codeagent.api.tool;

import org.jspecify.annotations.NullMarked;
