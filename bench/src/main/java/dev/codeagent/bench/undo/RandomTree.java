package dev.codeagent.bench.undo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fills a directory with random files, links and directories. */
record RandomTree(Path root, Random random) {
    private static final int[] MODES = {0644, 0644, 0644, 0755, 0600, 0400, 0000, 0666, 04755, 01777};
    /** Edits may write through a link; the absolute targets are ones in which nobody can write. */
    private static final List<String> TARGETS =
            List.of("nowhere", ".", "..", "/proc/version", "a", "./a//b/", "%FF%0Ax", "/proc", "src/");

    void fill() throws IOException {
        var folders = new ArrayList<>(List.of(""));
        var names = new RandomNames(random);
        var contents = new RandomContents(random);
        for (int i = random.nextInt(50) + 3; i > 0; i--) {
            String path = folders.get(random.nextInt(folders.size())) + names.next();
            Path file = resolve(root, path);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    Files.createDirectory(file);
                    folders.add(path + "/");
                }
                case 2 -> Files.createSymbolicLink(file, target(TARGETS.get(random.nextInt(TARGETS.size()))));
                default -> {
                    Files.write(file, contents.next());
                    Files.setAttribute(file, "unix:mode", MODES[random.nextInt(MODES.length)]);
                }
            }
        }
        for (String folder : folders) {
            if (!folder.isEmpty() && random.nextInt(4) == 0) {
                Files.setAttribute(
                        resolve(root, folder),
                        "unix:mode",
                        List.of(0700, 0555, 02775, 0000).get(random.nextInt(4)));
            }
        }
    }

    /** Normalized by the JDK; {@link RandomEdits} creates links with targets that are not normalized. */
    private static Path target(String encoded) {
        Path below = resolve(Path.of("/-"), encoded);
        return encoded.startsWith("/") ? Path.of(encoded) : below.subpath(1, below.getNameCount());
    }

    static Path resolve(Path root, String encoded) {
        String base = root.toUri().getRawPath();
        return Path.of(URI.create("file://" + base + (base.endsWith("/") ? "" : "/") + encoded));
    }
}
