/** Projects, the workspaces of runs, and the branches with their patches. Nothing here executes code of a project. */
package dev.codeagent.projects;
