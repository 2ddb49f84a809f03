/**
 * Launchers that start isolated executors, and the client of an executor. The decision which calls to make is not here.
 */
@NullMarked
package dev.codeagent.sandbox;

import org.jspecify.annotations.NullMarked;
