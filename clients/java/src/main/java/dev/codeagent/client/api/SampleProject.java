package dev.codeagent.client.api;

/** A copy of the bundled library with a bug, and the request that has agents find and fix it. */
public record SampleProject(Project project, String prompt) {}
