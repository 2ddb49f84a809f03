package dev.codeagent.release;

import java.nio.file.Path;

/**
 * A file of the distribution.
 *
 * @param name where it lies in it, with slashes
 * @param source the file that it is a copy of
 */
record PackedFile(String name, Path source, boolean executable) implements Comparable<PackedFile> {

    @Override
    public int compareTo(PackedFile other) {
        return name.compareTo(other.name);
    }
}
