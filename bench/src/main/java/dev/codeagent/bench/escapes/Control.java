package dev.codeagent.bench.escapes;

/** Whether a try works where there is no sandbox. */
sealed interface Control {

    /** The case's own commands, in a folder of the host's. */
    record Same() implements Control {}

    /** Another command that does the same by simpler means, for a try that is no command. */
    record Other(String command) implements Control {}

    /** It would harm the machine, or cannot work on each. */
    record None(String reason) implements Control {}
}
