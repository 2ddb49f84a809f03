package dev.codeagent.cli.exit;

/** Exit codes of the client. Scripts rely on them. */
public enum ExitCode {
    OK(0, "done"),
    RUN_FAILED(1, "the run failed, or its verdict is not green; a check of doctor or a case of policy test failed"),
    USAGE(2, "wrong usage: an unknown command, option or setting"),
    SERVER(3, "the server cannot be reached, could not start, or has to wait (a full disk)"),
    REFUSED(4, "the server refused the request"),
    CANCELLED(5, "the run was cancelled"),
    NOTHING_CHANGED(6, "the run completed, but changed nothing, although a change was requested"),
    INTERRUPTED(130, "left with Ctrl-C before the run was over");

    private final int code;
    private final String description;

    ExitCode(int code, String description) {
        this.code = code;
        this.description = description;
    }

    public int code() {
        return code;
    }

    public String description() {
        return description;
    }
}
