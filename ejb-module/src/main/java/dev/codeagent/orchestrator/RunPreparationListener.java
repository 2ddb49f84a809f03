package dev.codeagent.orchestrator;

import dev.codeagent.sandbox.ProgressListener;

/** Tells in a run's events what is made ready for it. */
record RunPreparationListener(RunContext context) implements ProgressListener {

    @Override
    public void info(String code, String text) {
        context.publisher().info(code, text);
    }

    @Override
    public void warn(String code, String text) {
        context.publisher().warn(code, text);
    }

    @Override
    public void throwIfCancelled() {
        context.cancellation().throwIfCancelled();
    }
}
