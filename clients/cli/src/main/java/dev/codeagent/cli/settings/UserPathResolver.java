package dev.codeagent.cli.settings;

import dev.codeagent.cli.exit.CliException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What paths that a user writes mean: relative ones count from {@code base}, {@code ~} is {@code home}. */
public record UserPathResolver(Path base, Path home) {

    /** Counted from where the user stands. */
    public static UserPathResolver inWorkingDirectory() {
        return new UserPathResolver(Path.of("").toAbsolutePath(), Path.of(System.getProperty("user.home")));
    }

    /** {@code name} says in an error which setting it was. Not every shell replaces the {@code ~} itself. */
    public Path resolve(String name, String text) {
        try {
            if (text.equals("~")) {
                return home;
            }
            boolean below = text.startsWith("~/") || text.startsWith("~" + separator());
            return (below ? home.resolve(text.substring(2)) : base.resolve(text)).normalize();
        } catch (InvalidPathException e) {
            throw CliException.usageError(name + " '" + text + "' is no path on this system: " + e.getReason());
        }
    }

    private String separator() {
        return base.getFileSystem().getSeparator();
    }
}
