package dev.codeagent.cli.terminal;

/** Current size of the terminal. */
public interface TerminalSize {
    /** The size of a terminal that does not tell its own. */
    TerminalSize DEFAULT = fixed(80, 24);

    int columns();

    int rows();

    /** The size may have changed. */
    default void invalidate() {}

    static TerminalSize fixed(int columns, int rows) {
        return new TerminalSize() {
            @Override
            public int columns() {
                return columns;
            }

            @Override
            public int rows() {
                return rows;
            }
        };
    }
}
