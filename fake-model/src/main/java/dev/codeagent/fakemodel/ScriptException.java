package dev.codeagent.fakemodel;

/** A script that cannot be played; the message names the place in it and what to do. */
final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptException(String message) {
        super(message);
    }
}
