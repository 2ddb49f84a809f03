package dev.codeagent.executor.undo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Contents by their SHA-256, each a file that is complete or not there. A link's target is kept as a link, which the JDK
 * copies byte for byte. Objects are not forced to the disk; whoever takes one out learns whether it is whole.
 */
final class ObjectStore {
    private static final int IN_MEMORY = 1 << 20;

    private final Path folder;
    private final long most;
    private final Set<String> known = new HashSet<>();
    private long used = -1;
    private int partials;

    /** @param most bytes that it may hold; 0 is no limit */
    ObjectStore(Path folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    String put(byte[] content) throws IOException {
        String hash = hex(digest().digest(content));
        if (!has(hash)) {
            Path partial = partial();
            Files.write(partial, content);
            keep(partial, hash);
        }
        return hash;
    }

    /** The content of a file. A large one is read twice where it is new, so that nothing is written for one that is not. */
    String put(Path file, long size) throws IOException {
        if (size <= IN_MEMORY) {
            try (InputStream in = open(file)) {
                return put(in.readAllBytes());
            }
        }
        String hash = copy(file, OutputStream.nullOutputStream());
        if (has(hash)) {
            return hash;
        }
        Path partial = partial();
        try (OutputStream out = Files.newOutputStream(partial)) {
            hash = copy(file, out);
        }
        keep(partial, hash);
        return hash;
    }

    /** @param size in bytes, which tells a target that ends with a slash from one that does not */
    String putLink(Path link, long size) throws IOException {
        String text = "link " + size + " " + PathText.target(Files.readSymbolicLink(link));
        String hash = hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
        if (!has(hash)) {
            Path partial = partial();
            Files.copy(link, partial, LinkOption.NOFOLLOW_LINKS);
            keep(partial, hash);
        }
        return hash;
    }

    byte[] bytes(String hash) throws IOException {
        byte[] content = Files.readAllBytes(place(hash));
        require(hash, hex(digest().digest(content)));
        return content;
    }

    /** Makes a new file or link; nothing may stand there. */
    void copyTo(Entry entry, Path target) throws IOException {
        Path object = place(entry.hash());
        if (entry.is(Entry.Kind.LINK)) {
            Files.copy(object, target, LinkOption.NOFOLLOW_LINKS);
            return;
        }
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            require(entry.hash(), copy(object, out));
        }
    }

    private static void require(String wanted, String found) {
        if (!wanted.equals(found)) {
            throw new UndoError("the remembered content " + wanted + " is damaged; nothing was put in its place");
        }
    }

    private static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String copy(Path file, OutputStream out) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = open(file)) {
            in.transferTo(new DigestOutputStream(out, digest));
        }
        return hex(digest.digest());
    }

    private boolean has(String hash) {
        if (!known.contains(hash) && Files.exists(place(hash), LinkOption.NOFOLLOW_LINKS)) {
            known.add(hash);
        }
        return known.contains(hash);
    }

    private Path partial() throws IOException {
        Path partial = Files.createDirectories(folder).resolve("new-" + partials++);
        Files.deleteIfExists(partial); // An executor that died may have left it.
        return partial;
    }

    private void keep(Path partial, String hash) throws IOException {
        long size = Files.readAttributes(partial, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
        if (most > 0 && used() + size > most) {
            Files.delete(partial);
            throw new UndoError("what was changed so far has filled the record of the workspace (" + most
                    + " bytes), so nothing more can be undone, or changed");
        }
        used = used() + size;
        Files.createDirectories(place(hash).getParent());
        Files.move(partial, place(hash), StandardCopyOption.ATOMIC_MOVE);
        known.add(hash);
    }

    private long used() throws IOException {
        if (used < 0) {
            try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
                used = all.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                        .filter(p -> !p.getFileName().toString().startsWith("new-"))
                        .mapToLong(p -> p.toFile().length())
                        .sum();
            }
        }
        return used;
    }

    private Path place(String hash) {
        return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
