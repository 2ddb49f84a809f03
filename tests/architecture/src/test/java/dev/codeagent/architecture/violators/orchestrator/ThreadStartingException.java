package dev.codeagent.architecture.violators.orchestrator;

import dev.codeagent.architecture.violators.agents.ContainerUser;

/** Makes a cycle with the agents, a thread of its own, and an exception. */
public class ThreadStartingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    transient ContainerUser user;

    void startThread() {
        new Thread(() -> System.out.println("work")).start();
    }
}
