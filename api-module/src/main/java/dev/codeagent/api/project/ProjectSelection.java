package dev.codeagent.api.project;

/**
 * The project that a command applies to.
 *
 * @param folder the directory of the project in which the user is, or the chosen part, relative to its root; empty for
 *     the root
 */
public record ProjectSelection(ProjectId project, String folder) {}
