/** Projects, the workspaces of runs, and the branches with their patches. Nothing here executes code of a project. */
@NullMarked
package dev.codeagent.projects;

import org.jspecify.annotations.NullMarked;
