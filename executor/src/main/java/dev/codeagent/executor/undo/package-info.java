/**
 * Records the workspace before and after each call that may change it, and restores paths. It handles files; tools and
 * their results are not here.
 */
package dev.codeagent.executor.undo;
