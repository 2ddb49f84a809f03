package dev.codeagent.orchestrator;

import dev.codeagent.sandbox.Progress;

/** Tells in a run's events what is made ready for it. */
record Announcements(RunContext context) implements Progress {

    @Override
    public void info(String code, String text) {
        context.log().info(code, text);
    }

    @Override
    public void warn(String code, String text) {
        context.log().warn(code, text);
    }

    @Override
    public void check() {
        context.cancel().throwIfCancelled();
    }
}
