package dev.codeagent.executor.undo;

/**
 * The state of a path.
 *
 * @param mode the permission bits, with set-user-id, set-group-id and sticky; 0 for links, which have none
 * @param size in bytes; 0 for directories
 * @param hash the object with a file's content, a link's target or a directory's list
 */
record TreeEntry(Kind kind, int mode, long size, String hash) {
    static final TreeEntry NONE = new TreeEntry(Kind.NONE, 0, 0, "-");

    /** {@code OTHER} are sockets, pipes and devices: they can be removed, but not created again. */
    enum Kind {
        NONE('-'),
        FILE('f'),
        LINK('l'),
        DIRECTORY('d'),
        OTHER('o');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new UndoException("the record of the workspace is damaged: unknown kind '" + letter + "'");
        }
    }

    boolean hasKind(Kind other) {
        return kind == other;
    }

    /** Whether a path in one state needs no change to reach the other; the content of a directory does not count. */
    boolean matches(TreeEntry other) {
        return kind == other.kind && mode == other.mode && (kind == Kind.DIRECTORY || hash.equals(other.hash));
    }

    String encode() {
        return kind.letter + " " + Integer.toOctalString(mode) + " " + size + " " + hash;
    }

    /** Parses four fields of a line. */
    static TreeEntry parse(String[] tokens, int from) {
        return new TreeEntry(
                Kind.of(tokens[from].charAt(0)),
                Integer.parseInt(tokens[from + 1], 8),
                Long.parseLong(tokens[from + 2]),
                tokens[from + 3]);
    }
}
