package dev.codeagent.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether this process runs in a container, by the files that engines (Docker, Podman) leave in its root. */
final class Container {
    private static final List<String> MARKS = List.of(".dockerenv", "run/.containerenv");

    private Container() {}

    static boolean inside() {
        return rootOf(Path.of("/"));
    }

    static boolean rootOf(Path root) {
        return MARKS.stream().map(root::resolve).anyMatch(Files::exists);
    }
}
