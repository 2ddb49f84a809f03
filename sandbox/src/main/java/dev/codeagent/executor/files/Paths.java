package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where a path really leads, link by link, as the system would walk it; what is missing at its end stays as it is named. */
final class Paths {
    private static final int MAX_LINKS = 40;

    private Paths() {}

    static Path parse(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ToolError("'" + text.replace("\0", "\\0") + "' is not a path");
        }
    }

    static Path real(Path absolute) {
        Deque<Path> ahead = new ArrayDeque<>();
        absolute.forEach(ahead::add);
        Path here = absolute.getRoot();
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.removeFirst().toString();
            if (name.equals("..")) {
                here = here.getParent() == null ? here : here.getParent();
            } else if (!name.isEmpty() && !name.equals(".")) {
                Path next = here.resolve(name);
                if (Files.isSymbolicLink(next)) {
                    if (++links > MAX_LINKS) {
                        throw new ToolError("'" + absolute.getFileName() + "' is a link in a circle");
                    }
                    Path target = target(next);
                    here = target.isAbsolute() ? target.getRoot() : here;
                    push(ahead, target);
                } else {
                    here = next;
                }
            }
        }
        return here;
    }

    private static void push(Deque<Path> ahead, Path target) {
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            ahead.addFirst(target.getName(i));
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
