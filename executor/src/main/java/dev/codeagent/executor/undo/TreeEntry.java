package dev.codeagent.executor.undo;

/**
 * What stood at a path.
 *
 * @param mode the permission bits, with set-user-id, set-group-id and sticky; 0 for links, which have none
 * @param size in bytes; 0 for folders
 * @param hash the object that holds a file's content, a link's target, a folder's list
 */
record TreeEntry(Kind kind, int mode, long size, String hash) {
    static final TreeEntry NONE = new TreeEntry(Kind.NONE, 0, 0, "-");

    /** Sockets, pipes and devices are {@code OTHER}: they are seen, and can be removed, but not made again. */
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
            throw new UndoException("the record of the workspace is damaged: no kind '" + letter + "'");
        }
    }

    boolean hasKind(Kind other) {
        return kind == other;
    }

    /** Whether a path with the one needs no change to have the other; what lies in a folder does not count. */
    boolean matches(TreeEntry other) {
        return kind == other.kind && mode == other.mode && (kind == Kind.DIRECTORY || hash.equals(other.hash));
    }

    String encode() {
        return kind.letter + " " + Integer.toOctalString(mode) + " " + size + " " + hash;
    }

    /** Reads four words of a line. */
    static TreeEntry parse(String[] tokens, int from) {
        return new TreeEntry(
                Kind.of(tokens[from].charAt(0)),
                Integer.parseInt(tokens[from + 1], 8),
                Long.parseLong(tokens[from + 2]),
                tokens[from + 3]);
    }
}
