package dev.codeagent.cli.settings;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/** The home directory of the user, where {@code ~} leads and where the client keeps its own files. */
public final class UserHome {
    private UserHome() {}

    /** The home directory of the environment in which the client runs. */
    public static Path find() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")), File.separatorChar == '\\');
    }

    /**
     * {@code HOME}, as shells and git expand {@code ~}; Java knows only the home of the account. Windows has no such
     * variable: there it is from another system, such as the shell of git.
     *
     * @param account the home of the account, which is used if the variable is missing or not an absolute path
     */
    static Path of(Map<String, String> environment, Path account, boolean windows) {
        String home = windows ? "" : environment.getOrDefault("HOME", "");
        return home.startsWith("/") ? Path.of(home) : account;
    }
}
