package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a git bundle that a client sent. Git does not read it: it may only say what an upload says, which is one
 * commit, and the commit of the last upload that it continues.
 *
 * @param file the bundle
 * @param sha256 whether ids of objects are SHA-256
 * @param base the commit that the receiver has to have; empty if the bundle is complete in itself
 * @param packOffset where the pack begins
 */
record UploadBundle(Path file, boolean sha256, Optional<String> base, String commit, long packOffset) {
    static final String REF = "refs/codeagent/upload";
    private static final int MAX_HEADER = 4 << 10;
    private static final int PACK_HEADER = 12;
    /** A pack with more needs more memory than its index may have. */
    private static final long MAX_OBJECTS = 5_000_000;

    private static final Pattern HEADER = Pattern.compile(
            "# v(?:2|3) git bundle\n(@object-format=(sha1|sha256)\n)?(?:-([0-9a-f]+)(?: [^\n]*)?\n)?([0-9a-f]+) " + REF
                    + "\n\n");

    /**
     * Reads the header.
     *
     * @throws AgentException INVALID_VALUE if it is another one
     */
    static UploadBundle read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            String header = readHeader(in);
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.matches()) {
                throw refused("its header is not that of one commit at " + REF + " with at most one required commit");
            }
            boolean sha256 = "sha256".equals(matcher.group(2));
            int length = sha256 ? 64 : 40;
            Optional<String> base = Optional.ofNullable(matcher.group(3));
            String commit = matcher.group(4);
            if (commit.length() != length
                    || base.filter(id -> id.length() != length).isPresent()) {
                throw refused("its header has an id that is none");
            }
            requirePack(in.readNBytes(PACK_HEADER));
            return new UploadBundle(file, sha256, base, commit, header.length());
        }
    }

    /** Up to and including the empty line. */
    private static String readHeader(InputStream in) throws IOException {
        var header = new ByteArrayOutputStream();
        int last = 0;
        for (int b = in.read(); b >= 0 && header.size() < MAX_HEADER; b = in.read()) {
            header.write(b);
            if (b == '\n' && last == '\n') {
                break;
            }
            last = b;
        }
        return header.toString(StandardCharsets.ISO_8859_1);
    }

    private static void requirePack(byte[] header) {
        if (header.length < PACK_HEADER || !new String(header, 0, 4, StandardCharsets.US_ASCII).equals("PACK")) {
            throw refused("it contains no pack");
        }
        long objects = java.nio.ByteBuffer.wrap(header).getInt(8) & 0xffffffffL;
        if (objects > MAX_OBJECTS) {
            throw refused("its pack has " + objects + " objects, more than " + MAX_OBJECTS);
        }
    }

    /** Copies the pack into a file. */
    Path extractPack(Path target) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(packOffset);
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            return target;
        }
    }

    static AgentException refused(String reason) {
        return AgentException.invalidValue("the upload is not used: " + reason
                + "; send a bundle of one commit, as `git bundle create FILE " + REF + "` writes it");
    }
}
