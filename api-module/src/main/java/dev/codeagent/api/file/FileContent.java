package dev.codeagent.api.file;

/**
 * The content of a file, or a part of it.
 *
 * @param etag changes with the content
 * @param size the size of the whole file
 * @param offset the position of the first of these bytes in the file
 */
public record FileContent(String etag, long size, long offset, byte[] bytes) {

    /** Whether these bytes are the whole file. */
    public boolean isWhole() {
        return bytes.length == size;
    }
}
