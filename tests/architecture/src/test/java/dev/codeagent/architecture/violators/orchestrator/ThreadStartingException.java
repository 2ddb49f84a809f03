package dev.codeagent.architecture.violators.orchestrator;

import dev.codeagent.architecture.violators.agents.ContainerUser;

/** Causes a cycle with the agents, starts a thread, and is an exception type of its own. */
public class ThreadStartingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    transient ContainerUser user;

    void startThread() {
        new Thread(() -> System.out.println("work")).start();
    }
}
