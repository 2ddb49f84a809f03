package dev.codeagent.api.project;

/**
 * A copy of the bundled library with a bug.
 *
 * @param prompt the request that has agents find and fix the bug
 */
public record SampleProject(Project project, String prompt) {}
