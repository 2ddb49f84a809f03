package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Resolves a path link by link, as the operating system does; a missing end of the path stays as it is. */
final class SymbolicLinkResolver {
    private static final int MAX_LINKS = 40;

    private SymbolicLinkResolver() {}

    static Path parse(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ToolExecutionException("'" + text.replace("\0", "\\0") + "' is not a path");
        }
    }

    static Path resolve(Path absolute) {
        Deque<Path> remaining = new ArrayDeque<>();
        absolute.forEach(remaining::add);
        Path current = absolute.getRoot();
        int links = 0;
        while (!remaining.isEmpty()) {
            String name = remaining.removeFirst().toString();
            if (name.equals("..")) {
                current = current.getParent() == null ? current : current.getParent();
            } else if (!name.isEmpty() && !name.equals(".")) {
                Path next = current.resolve(name);
                if (Files.isSymbolicLink(next)) {
                    if (++links > MAX_LINKS) {
                        throw new ToolExecutionException(
                                "'" + absolute.getFileName() + "' leads to a loop of symbolic links");
                    }
                    Path target = readTarget(next);
                    current = target.isAbsolute() ? target.getRoot() : current;
                    prepend(remaining, target);
                } else {
                    current = next;
                }
            }
        }
        return current;
    }

    private static void prepend(Deque<Path> remaining, Path target) {
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            remaining.addFirst(target.getName(i));
        }
    }

    private static Path readTarget(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
