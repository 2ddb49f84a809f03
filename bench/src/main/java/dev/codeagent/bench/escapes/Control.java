package dev.codeagent.bench.escapes;

/** How to verify that an attempt succeeds without a sandbox. */
sealed interface Control {

    /** Runs the commands of the case itself in a directory of the host. */
    record Same() implements Control {}

    /** Runs another command with the same effect, for an attempt that is not a command. */
    record Other(String command) implements Control {}

    /** No control: it would harm the host, or does not work on every host. */
    record None(String reason) implements Control {}
}
