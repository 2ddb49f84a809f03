/** Execution of small tasks on threads of the container, and cancellation. Jobs of runs are in {@code orchestrator} of {@code ejb-module}. */
@NullMarked
package dev.codeagent.api.concurrent;

import org.jspecify.annotations.NullMarked;
