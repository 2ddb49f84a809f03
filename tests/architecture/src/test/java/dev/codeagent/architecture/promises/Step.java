package dev.codeagent.architecture.promises;

/** What a method does, as far as it says a name. */
sealed interface Step {
    /** What stands in a text for a value. */
    String ANY = "<>";

    /** A text that stands in the code; values that are joined with it are {@link #ANY}. */
    record Text(String text) implements Step {}

    /** A class that is named as a value. */
    record ClassOf(String name) implements Step {}

    /** A call, or the reference to a method. */
    record Call(String owner, String name, String type) implements Step {}
}
