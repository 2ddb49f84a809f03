package dev.codeagent.bench.undo;

/**
 * What the walker saw at a path.
 *
 * @param type f, l, d, o, or - for nothing
 * @param mode the permission bits; 0 for links
 * @param content a file's digest, a link's target, byte for byte
 * @param inode of files and links, with {@code modified}: whether somebody put another in its place
 */
record FileState(char type, int mode, String content, long inode, String modified) {
    static final FileState ABSENT = new FileState('-', 0, "", 0, "");

    boolean matches(FileState other) {
        return type == other.type && mode == other.mode && content.equals(other.content);
    }

    /** The very same, not written again either; folders' times follow from what is in them. */
    boolean isUntouched(FileState other) {
        return matches(other) && (type == 'd' || inode == other.inode && modified.equals(other.modified));
    }

    boolean exists() {
        return type != '-';
    }
}
