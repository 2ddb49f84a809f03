package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The git bundle that a client sends. */
record BundleFile(Path file) {
    private static final int SHA256_LENGTH = 64;

    /**
     * Whether a bundle of an interrupted upload is still of use: it is complete, or continues what the server has, which
     * is not the commit of the bundle.
     */
    boolean continues(String commit) throws IOException {
        try (var in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                boolean base = line.startsWith("-");
                if (base ? commit.isEmpty() || !line.startsWith("-" + commit) : line.startsWith(commit + " ")) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param base what the server has; empty if it has nothing */
    void create(ClientGit git, String commit, String base) throws IOException {
        Path partial = file.resolveSibling("transfer.new");
        try {
            boolean known = !base.isEmpty() && git.succeeds("rev-list", "--objects", "--quiet", "--no-walk", base);
            write(git, partial, commit, known ? base : "");
        } catch (CliException e) {
            // Objects of the earlier state are gone, for example because the user rewrote the history.
            write(git, partial, commit, "");
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** @param base what the server has; empty for a bundle that is complete in itself */
    private static void write(ClientGit git, Path partial, String commit, String base) throws IOException {
        // Git's own command takes only ancestors as what the other side has.
        boolean sha256 = commit.length() == SHA256_LENGTH;
        Files.writeString(
                partial,
                (sha256 ? "# v3 git bundle\n@object-format=sha256\n" : "# v2 git bundle\n")
                        + (base.isEmpty() ? "" : "-" + base + "\n") + commit + " " + ClientRepository.REF + "\n\n");
        git.runInto(
                partial,
                (commit + "\n" + (base.isEmpty() ? "" : "^" + base + "\n")).getBytes(StandardCharsets.US_ASCII),
                "pack-objects",
                "--revs",
                "--thin",
                "--shallow",
                "--delta-base-offset",
                "--stdout",
                "--quiet");
    }

    String digest() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
