package dev.codeagent.sandbox.images;

import java.util.List;
import java.util.Map;

/**
 * The image of a run, and what the project wants beside it.
 *
 * @param name as the engine knows it
 * @param environment variables of all commands
 * @param commands to be run before agents work
 */
public record SandboxImage(String name, Map<String, String> environment, List<String> commands) {}
