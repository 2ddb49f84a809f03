package dev.codeagent.release;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.SortedSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Writes files into an archive below one root directory. The archive is reproducible: order, times, owners and modes do
 * not depend on the disk.
 */
record ArchiveWriter(String rootFolder, Instant modificationTime) {
    private static final int EXECUTABLE_MODE = 0755;
    private static final int FILE_MODE = 0644;
    private static final int REGULAR_FILE_TYPE = 0100000;

    void writeTarGz(SortedSet<DistributionFile> files, Path target) throws IOException {
        var parameters = new GzipParameters();
        parameters.setModificationInstant(Instant.EPOCH);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
                var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, parameters), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (DistributionFile file : files) {
                var entry = new TarArchiveEntry(entryName(file));
                entry.setSize(Files.size(file.source()));
                entry.setMode(REGULAR_FILE_TYPE | mode(file));
                entry.setModTime(FileTime.from(modificationTime));
                entry.setIds(0, 0);
                entry.setNames("root", "root");
                tar.putArchiveEntry(entry);
                Files.copy(file.source(), tar);
                tar.closeArchiveEntry();
            }
        }
    }

    void writeZip(SortedSet<DistributionFile> files, Path target) throws IOException {
        try (var zip = new ZipArchiveOutputStream(target)) {
            for (DistributionFile file : files) {
                var entry = new ZipArchiveEntry(entryName(file));
                entry.setUnixMode(REGULAR_FILE_TYPE | mode(file));
                entry.setLastModifiedTime(FileTime.from(modificationTime));
                zip.putArchiveEntry(entry);
                Files.copy(file.source(), zip);
                zip.closeArchiveEntry();
            }
        }
    }

    private String entryName(DistributionFile file) {
        return rootFolder + "/" + file.entryName();
    }

    private static int mode(DistributionFile file) {
        return file.executable() ? EXECUTABLE_MODE : FILE_MODE;
    }
}
