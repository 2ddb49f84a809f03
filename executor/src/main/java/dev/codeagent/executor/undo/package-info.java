/**
 * Records the workspace before and after each call that may change it, and restores paths. It handles files; calls and
 * their results are in package {@code tool}.
 */
@NullMarked
package dev.codeagent.executor.undo;

import org.jspecify.annotations.NullMarked;
