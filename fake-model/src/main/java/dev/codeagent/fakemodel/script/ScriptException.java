package dev.codeagent.fakemodel.script;

/** An invalid script; the message names the place in the script and the fix. */
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ScriptException(String message) {
        super(message);
    }
}
