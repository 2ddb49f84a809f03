/** Execution of small tasks on threads of the container, and cancellation. Jobs of runs are not here. */
@NullMarked
package dev.codeagent.api.concurrent;

import org.jspecify.annotations.NullMarked;
