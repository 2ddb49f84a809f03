package dev.codeagent.bench.undo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A snapshot of a directory tree; paths are percent-encoded bytes, the root is {@code .}. */
record TreeSnapshot(TreeMap<String, FileState> states) {

    static TreeSnapshot of(Path root) throws IOException {
        var states = new TreeMap<String, FileState>();
        String base = root.toUri().getRawPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) throws IOException {
                add(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                add(file);
                return FileVisitResult.CONTINUE;
            }

            private void add(Path path) throws IOException {
                String name = path.toUri().getRawPath().substring(base.length());
                String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
                states.put(plain.isEmpty() ? "." : plain, readState(path));
            }
        });
        return new TreeSnapshot(states);
    }

    private static FileState readState(Path path) throws IOException {
        Map<String, Object> a =
                Files.readAttributes(path, "unix:mode,ino,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) Objects.requireNonNull(a.get("mode"));
        long inode = (long) Objects.requireNonNull(a.get("ino"));
        String modified = Objects.requireNonNull(a.get("lastModifiedTime")).toString();
        return switch (mode & 0170000) {
            case 0040000 -> new FileState('d', mode & 07777, "", 0, "");
            case 0100000 -> new FileState('f', mode & 07777, digest(Files.readAllBytes(path)), inode, modified);
            case 0120000 -> {
                Path target = Files.readSymbolicLink(path);
                Path shown = target.isAbsolute() ? target : Path.of("/-").resolve(target);
                yield new FileState('l', 0, a.get("size") + " " + shown.toUri().getRawPath(), inode, modified);
            }
            default -> new FileState('o', mode & 07777, "", inode, modified);
        };
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    FileState get(String path) {
        return states.getOrDefault(path, FileState.ABSENT);
    }

    /** Returns the paths of a type, without the root; see {@link FileState#type}. */
    List<String> pathsOfType(char type) {
        return states.entrySet().stream()
                .filter(e -> e.getValue().type() == type && !e.getKey().equals("."))
                .map(Map.Entry::getKey)
                .toList();
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : path.substring(0, slash);
    }
}
