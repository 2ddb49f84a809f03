package dev.codeagent.api.doctor;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder that the server writes into: that it can be written, by writing.
 *
 * @param advice the end of the sentence about what to do, e.g. which option names another folder
 */
public record FolderCheck(String name, Path folder, String advice) implements Check {

    public static FolderCheck data(Path data) {
        return new FolderCheck("data", data, "or choose another folder with --data DIR");
    }

    @Override
    public List<Finding> look() {
        if (!Files.exists(folder)) {
            Path above = DiskCheck.nearest(folder);
            return List.of(
                    Files.isDirectory(above) && Files.isWritable(above)
                            ? Finding.ok(name, folder + " will be made")
                            : refused(above, "it is no folder that can be written"));
        }
        if (!Files.isDirectory(folder)) {
            return List.of(refused(folder, "it is no folder"));
        }
        try {
            Files.delete(Files.createTempFile(folder, ".doctor-", ""));
            return List.of(Finding.ok(name, folder + " can be written"));
        } catch (IOException e) {
            return List.of(refused(folder, reason(e)));
        }
    }

    private Finding refused(Path place, String reason) {
        return Finding.fail(
                name,
                "cannot write into " + place + ": " + reason,
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
