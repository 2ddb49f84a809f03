package dev.codeagent.cli.settings;

import dev.codeagent.cli.exit.CliException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Resolves paths that a user writes: relative to {@code base}, with {@code ~} for {@code home}. */
public record UserPathResolver(Path base, Path home) {

    /** Resolves paths relative to the working directory. */
    public static UserPathResolver inWorkingDirectory() {
        return new UserPathResolver(Path.of("").toAbsolutePath(), UserHome.find());
    }

    /** @param name name of the setting in error messages; not every shell expands {@code ~} */
    public Path resolve(String name, String text) {
        try {
            if (text.equals("~")) {
                return home;
            }
            boolean below = text.startsWith("~/") || text.startsWith("~" + separator());
            return (below ? home.resolve(text.substring(2)) : base.resolve(text)).normalize();
        } catch (InvalidPathException e) {
            throw CliException.usageError(name + ": '" + text + "' is not a path on this system: " + e.getReason());
        }
    }

    private String separator() {
        return base.getFileSystem().getSeparator();
    }
}
