package dev.codeagent.release;

import java.nio.file.Path;

/**
 * A file of the distribution.
 *
 * @param entryName its path in the distribution, with slashes
 * @param source the file to copy
 */
record DistributionFile(String entryName, Path source, boolean executable) implements Comparable<DistributionFile> {

    @Override
    public int compareTo(DistributionFile other) {
        return entryName.compareTo(other.entryName);
    }
}
