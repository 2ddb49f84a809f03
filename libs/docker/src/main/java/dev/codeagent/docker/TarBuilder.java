package dev.codeagent.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Builds a tar archive file by file, on disk. */
public final class TarBuilder implements AutoCloseable {
    private final Path file;
    private final TarArchiveOutputStream tar;
    private boolean built;

    public TarBuilder() throws IOException {
        this.file = Files.createTempFile("codeagent", ".tar");
        this.tar = new TarArchiveOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    public void addFile(String name, boolean executable, byte[] content) throws IOException {
        TarArchiveEntry entry = TarArchives.entry(name, executable ? 0755 : 0644);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    public void addLink(String name, String target) throws IOException {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** Completes the archive; closing the returned stream deletes its file. */
    public InputStream build() throws IOException {
        tar.close();
        built = true;
        return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Deletes the file if the archive was not completed. */
    @Override
    public void close() throws IOException {
        if (!built) {
            tar.close();
            Files.deleteIfExists(file);
        }
    }
}
