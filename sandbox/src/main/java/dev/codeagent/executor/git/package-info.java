/** What changed against the base commit, through a git directory of our own: the project's configuration runs nothing here. */
package dev.codeagent.executor.git;
