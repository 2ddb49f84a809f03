package dev.codeagent.orchestrator;

import dev.codeagent.sandbox.ProgressListener;

/** Tells in a run's events what is made ready for it. */
record Announcements(RunContext context) implements ProgressListener {

    @Override
    public void info(String code, String text) {
        context.log().info(code, text);
    }

    @Override
    public void warn(String code, String text) {
        context.log().warn(code, text);
    }

    @Override
    public void throwIfCancelled() {
        context.cancel().throwIfCancelled();
    }
}
