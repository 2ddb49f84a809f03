package dev.codeagent.cli.terminal;

/**
 * ANSI style of a text in a terminal. Only colors of the terminal's own palette that are readable on a black and on a
 * white background: no black, white, blue or bright color.
 */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    ITALIC("3"),
    UNDERLINE("4"),
    STRIKETHROUGH("9"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    MAGENTA("35"),
    CYAN("36"),
    BOLD_CYAN("1;36");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String wrap(String text) {
        return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
