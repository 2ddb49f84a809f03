package dev.codeagent.sandbox;

import java.time.Duration;

/** Is told about each start of a sandbox. It must return at once and never throw. */
public interface SandboxObserver {
    /** Observes nothing. */
    SandboxObserver NONE = (launcher, time, succeeded) -> {};

    void started(String launcher, Duration time, boolean succeeded);
}
