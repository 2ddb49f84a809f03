/** Execution of small tasks on threads of the container. Jobs of runs are not here. */
@NullMarked
package dev.codeagent.api.concurrent;

import org.jspecify.annotations.NullMarked;
