/**
 * Containers that agents create: what is allowed, which run they belong to, and the operations on them. The tool calls
 * are in the package above.
 */
@NullMarked
package dev.codeagent.containers.managed;

import org.jspecify.annotations.NullMarked;
