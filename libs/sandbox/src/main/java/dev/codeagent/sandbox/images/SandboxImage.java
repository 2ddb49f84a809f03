package dev.codeagent.sandbox.images;

import java.util.List;
import java.util.Map;

/**
 * The image of a run, and the setup that the project requests.
 *
 * @param name of the image at the engine
 * @param environment variables of all commands
 * @param commands to run before agents work
 */
public record SandboxImage(String name, Map<String, String> environment, List<String> commands) {}
