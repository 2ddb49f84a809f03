package dev.codeagent.client.api;

import java.util.Optional;

/** The body that sends a message to one agent. */
public record AgentMessage(String projectId, String message, Optional<String> sessionId, Optional<String> provider) {}
