package dev.codeagent.fakemodel;

/** A script that cannot be played; the message names the place in it and what to do. */
final class ScriptError extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptError(String message) {
        super(message);
    }
}
