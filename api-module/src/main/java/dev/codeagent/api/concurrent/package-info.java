/** Execution of small tasks on threads of the container. Jobs of runs are not here. */
package dev.codeagent.api.concurrent;
