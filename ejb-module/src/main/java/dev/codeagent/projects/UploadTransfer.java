package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pieces of a bundle that have arrived. A project has one transfer: its file is named by the digest of the whole
 * bundle, so the same bundle continues where it was interrupted, and another one starts from the beginning.
 */
record UploadTransfer(Path directory) {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
    /** What remains free for everything else on the disk. */
    private static final long RESERVE_BYTES = 512L << 20;

    /** @param transfer empty if there is none */
    record State(String transfer, long receivedBytes) {}

    State state() throws IOException {
        for (Path file : files()) {
            return new State(file.getFileName().toString(), Files.size(file));
        }
        return new State("", 0);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /**
     * Stores a piece. What the file has of it already is not stored again, because a client sends a piece twice if it did
     * not get the answer; the first request may even arrive after the second. Other bytes replace what is there from the
     * beginning of the piece.
     *
     * @throws AgentException CONFLICT if the piece begins behind the end of the file
     */
    void store(String transfer, long offset, byte[] piece, long maxBytes) throws IOException {
        requireName(transfer);
        Files.createDirectories(directory);
        Path file = directory.resolve(transfer);
        long size = Files.exists(file) ? Files.size(file) : 0;
        if (offset < 0 || offset > size) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "'offset' is " + offset + ", and the server has " + size
                            + " bytes of this transfer; continue there");
        }
        if (offset + piece.length > maxBytes) {
            throw new AgentException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "the upload has more than the " + (maxBytes >> 20)
                            + " MiB that an uploaded project may have (uploads.quotaMegabytes)");
        }
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free - piece.length < RESERVE_BYTES) {
            throw new AgentException(
                    ErrorCode.STORAGE_FULL,
                    "the disk of the server has " + (free >> 20) + " MiB left; free disk space there");
        }
        for (Path other : files()) {
            if (!other.equals(file)) {
                Files.delete(other);
            }
        }
        write(file, offset, piece);
    }

    private static void write(Path file, long offset, byte[] piece) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var stored = ByteBuffer.allocate((int) Math.min(piece.length, channel.size() - offset));
            while (stored.hasRemaining() && channel.read(stored, offset + stored.position()) >= 0) {
                continue;
            }
            int equal = Arrays.mismatch(stored.array(), piece);
            if (equal >= 0 && equal < stored.capacity()) {
                channel.truncate(offset + equal);
            }
            var rest = ByteBuffer.wrap(piece);
            rest.position(equal < 0 ? piece.length : equal);
            while (rest.hasRemaining()) {
                channel.write(rest, offset + rest.position());
            }
        }
    }

    /**
     * The file, if it has all bytes.
     *
     * @throws AgentException CONFLICT if bytes are missing or wrong
     */
    Path complete(String transfer) throws IOException {
        requireName(transfer);
        Path file = directory.resolve(transfer);
        if (Files.exists(file) && digest(file).equals(transfer)) {
            return file;
        }
        throw new AgentException(
                ErrorCode.CONFLICT,
                "the server has " + (Files.exists(file) ? Files.size(file) : 0)
                        + " bytes of this transfer, which are not all of it; ask for its state, and send the rest");
    }

    /** Whether this was the last transfer, and its commit is still that of the project: its client did not get the answer. */
    boolean isFinished(String transfer, String commit) throws IOException {
        Path file = finished();
        return Files.exists(file) && Files.readString(file).equals(transfer + " " + commit);
    }

    void recordFinished(String transfer, String commit) {
        GitView.replace(finished(), (transfer + " " + commit).getBytes(StandardCharsets.US_ASCII));
    }

    private Path finished() {
        return directory.resolveSibling("transfer.finished");
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static void requireName(String transfer) {
        if (!NAME.matcher(transfer).matches()) {
            throw AgentException.invalidValue(
                    "the transfer is '" + transfer + "'; use the SHA-256 of the bundle, 64 hexadecimal digits");
        }
    }
}
