package dev.codeagent.release;

import java.nio.file.Path;

/**
 * A file of the distribution.
 *
 * @param entryName where it lies in it, with slashes
 * @param source the file that it is a copy of
 */
record DistributionFile(String entryName, Path source, boolean executable) implements Comparable<DistributionFile> {

    @Override
    public int compareTo(DistributionFile other) {
        return entryName.compareTo(other.entryName);
    }
}
