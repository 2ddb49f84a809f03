package dev.codeagent.fakemodel;

/** An invalid script; the message names the place in the script and the fix. */
final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptException(String message) {
        super(message);
    }
}
