package dev.codeagent.bench.undo;

/**
 * The state of a path.
 *
 * @param type f (file), l (symbolic link), d (directory), o (other) or - (absent)
 * @param mode the permission bits; 0 for links
 * @param content the digest of a file, or the target of a link, byte for byte
 * @param inode inode of files and links; together with {@code modified} it shows whether the file was replaced
 */
record FileState(char type, int mode, String content, long inode, String modified) {
    static final FileState ABSENT = new FileState('-', 0, "", 0, "");

    boolean matches(FileState other) {
        return type == other.type && mode == other.mode && content.equals(other.content);
    }

    /**
     * Returns whether the file was not even rewritten; times of directories change with their entries and do not count.
     */
    boolean isUntouched(FileState other) {
        return matches(other) && (type == 'd' || inode == other.inode && modified.equals(other.modified));
    }

    boolean exists() {
        return type != '-';
    }
}
