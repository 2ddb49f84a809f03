/** Projects and what belongs to their folders: a run's clone, its patch on a branch. Nothing here runs the project's code. */
package dev.codeagent.projects;
