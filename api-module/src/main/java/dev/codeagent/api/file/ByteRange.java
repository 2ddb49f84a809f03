package dev.codeagent.api.file;

/**
 * A part of a file, as in the header {@code Range} of HTTP.
 *
 * @param first the position of the first byte; -1 for the last {@code last} bytes of the file
 * @param last the position of the last byte; -1 for the end of the file
 */
public record ByteRange(long first, long last) {
    public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

    public boolean isAll() {
        return equals(ALL);
    }

    /** The position of the first byte in a file of this size; it is at or behind the end if the range has no byte. */
    public long start(long size) {
        return first >= 0 ? first : Math.max(0, size - last);
    }

    /** The position behind the last byte in a file of this size. */
    public long end(long size) {
        return first < 0 || last < 0 || last >= size ? size : last + 1;
    }
}
