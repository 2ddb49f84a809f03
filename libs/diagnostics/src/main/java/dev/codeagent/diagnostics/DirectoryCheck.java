package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks that the server can write into a directory, by writing a file.
 *
 * @param advice the last part of the advice, for example the option that names another directory
 */
public record DirectoryCheck(String name, Path directory, String advice) implements Check {

    public static DirectoryCheck dataDirectory(Path data) {
        return new DirectoryCheck("data", data, "or choose another directory with --data DIR");
    }

    @Override
    public List<Finding> run() {
        if (!Files.exists(directory)) {
            Path ancestor = DiskCheck.nearestExisting(directory);
            return List.of(
                    Files.isDirectory(ancestor) && Files.isWritable(ancestor)
                            ? Finding.ok(name, directory + " will be created")
                            : notWritable(ancestor, "it is not a writable directory"));
        }
        if (!Files.isDirectory(directory)) {
            return List.of(notWritable(directory, "it is not a directory"));
        }
        try {
            Files.delete(Files.createTempFile(directory, ".doctor-", ""));
            return List.of(Finding.ok(name, directory + " is writable"));
        } catch (IOException e) {
            return List.of(notWritable(directory, reason(e)));
        }
    }

    private Finding notWritable(Path path, String reason) {
        return Finding.fail(
                name,
                "cannot write into " + path + ": " + reason,
                "the server cannot store anything",
                (reason.startsWith("No space")
                                ? "free some space"
                                : "let the user " + System.getProperty("user.name") + " write there")
                        + ", " + advice);
    }

    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
