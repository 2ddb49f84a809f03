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
 * Writes files into an archive, below one folder. The same files give the same bytes: order, times, owners and modes do not
 * come from the disk.
 */
record Archive(String folder, Instant time) {
    private static final int PROGRAM = 0755;
    private static final int FILE = 0644;
    private static final int REGULAR = 0100000;

    void tarGz(SortedSet<PackedFile> files, Path target) throws IOException {
        var parameters = new GzipParameters();
        parameters.setModificationInstant(Instant.EPOCH);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
                var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, parameters), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (PackedFile file : files) {
                var entry = new TarArchiveEntry(name(file));
                entry.setSize(Files.size(file.source()));
                entry.setMode(REGULAR | mode(file));
                entry.setModTime(FileTime.from(time));
                entry.setIds(0, 0);
                entry.setNames("root", "root");
                tar.putArchiveEntry(entry);
                Files.copy(file.source(), tar);
                tar.closeArchiveEntry();
            }
        }
    }

    void zip(SortedSet<PackedFile> files, Path target) throws IOException {
        try (var zip = new ZipArchiveOutputStream(target)) {
            for (PackedFile file : files) {
                var entry = new ZipArchiveEntry(name(file));
                entry.setUnixMode(REGULAR | mode(file));
                entry.setLastModifiedTime(FileTime.from(time));
                zip.putArchiveEntry(entry);
                Files.copy(file.source(), zip);
                zip.closeArchiveEntry();
            }
        }
    }

    private String name(PackedFile file) {
        return folder + "/" + file.name();
    }

    private static int mode(PackedFile file) {
        return file.executable() ? PROGRAM : FILE;
    }
}
