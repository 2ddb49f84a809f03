/**
 * Records the workspace before and after each call that may change it, and restores paths. It handles files; tools and
 * their results are not here.
 */
@NullMarked
package dev.codeagent.executor.undo;

import org.jspecify.annotations.NullMarked;
