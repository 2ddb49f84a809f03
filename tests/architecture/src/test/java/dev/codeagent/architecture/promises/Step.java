package dev.codeagent.architecture.promises;

/** An instruction of a method that contains a name. */
sealed interface Step {
    /** Replaces a value in a string. */
    String ANY = "<>";

    /** A string constant; values that are concatenated with it are {@link #ANY}. */
    record Text(String text) implements Step {}

    /** A class literal. */
    record ClassOf(String name) implements Step {}

    /** A call or a method reference. */
    record Call(String owner, String name, String type) implements Step {}
}
