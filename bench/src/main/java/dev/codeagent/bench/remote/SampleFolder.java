package dev.codeagent.bench.remote;

import dev.codeagent.bench.harness.GitRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

/** A repository of 2,000 files with every kind of uncommitted change. The same seed creates the same one. */
record SampleFolder(Path root, GitRepository repository) {
    static final int FILES = 2_000;
    /** A text file that the run and the user change at different places. */
    static final String EDITED = "src/d0/both.txt";

    private static final int KINDS = 10;
    private static final int MAX_SIZE = 12_000;

    static SampleFolder create(Path root, long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        Files.createDirectories(root);
        Files.writeString(root.resolve(".gitattributes"), "*.crlf text eol=crlf\n*.mixed -text\n*.png binary\n");
        Files.writeString(root.resolve(".gitignore"), "ignored/\n*.log\n");
        for (int i = 0; i < FILES; i++) {
            write(root.resolve(name(i)), content(i, random));
        }
        write(root.resolve(EDITED), lines(40).getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(root.resolve("src/link"), Path.of("d0/both.txt"));
        GitRepository repository = GitRepository.initialize(root);
        changeWithoutCommit(root, repository, random);
        return new SampleFolder(root, repository);
    }

    /** Directories, names with blanks and letters of other scripts, and each extension. */
    static String name(int i) {
        String extension = switch (i % KINDS) {
            case 0, 1 -> "crlf";
            case 2 -> "mixed";
            case 3 -> "png";
            default -> "txt";
        };
        return "src/d" + i % 40 + (i % 50 == 7 ? "/größe 日本 " : "/file") + i + "." + extension;
    }

    private static byte[] content(int i, Random random) {
        byte[] bytes = new byte[random.nextInt(MAX_SIZE)];
        random.nextBytes(bytes);
        if (i % KINDS == 3) {
            return bytes;
        }
        var text = new StringBuilder();
        while (text.length() < bytes.length) {
            text.append(Long.toHexString(random.nextLong())).append(lineEnd(i, random));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String lineEnd(int i, Random random) {
        return switch (i % KINDS) {
            case 0, 1 -> "\r\n";
            case 2 -> random.nextBoolean() ? "\r\n" : "\n";
            default -> "\n";
        };
    }

    static String lines(int count) {
        var text = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            text.append("line ").append(i).append('\n');
        }
        return text.toString();
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static void changeWithoutCommit(Path root, GitRepository repository, Random random)
            throws IOException, InterruptedException {
        for (int i = 0; i < FILES; i += 20) {
            Path file = root.resolve(name(i));
            switch (i / 20 % 5) {
                case 0 -> write(file, content(i, random));
                case 1 -> Files.delete(file);
                case 2 -> repository.git("mv", name(i), "src/renamed" + i + ".crlf");
                case 3 -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                default -> {
                    write(root.resolve("untracked/new" + i + ".txt"), content(4, random));
                    write(root.resolve("untracked/new" + i + ".png"), content(3, random));
                    write(root.resolve("ignored/build" + i + ".txt"), content(4, random));
                }
            }
        }
        write(root.resolve("untracked/empty"), new byte[0]);
        repository.git("add", "untracked/empty");
    }
}
