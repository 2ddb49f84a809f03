package dev.codeagent.sandbox;

import java.time.Duration;

/** Listener for starts of sandboxes, one call for each. It must return at once and never throw. */
public interface SandboxObserver {
    /** Observes nothing. */
    SandboxObserver NONE = (launcher, time, succeeded) -> {};

    void started(String launcher, Duration time, boolean succeeded);
}
