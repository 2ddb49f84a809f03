package dev.codeagent.executor.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a search could not read, for one line at the end of its result. */
final class SkippedFiles {
    private static final int MAX_NAMES = 5;

    private final Workspace workspace;
    private final List<String> names = new ArrayList<>();
    private int count;
    private int binaryCount;
    private String firstBinary = "";
    private String rest = "";

    SkippedFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    void add(Path file, String reason) {
        count++;
        if (names.size() < MAX_NAMES) {
            names.add(workspace.relativize(file) + " (" + reason + ")");
        }
    }

    void addBinary(Path file, String type) {
        binaryCount++;
        if (binaryCount == 1) {
            firstBinary = workspace.relativize(file) + " (" + type + ")";
        }
    }

    void addRest(int searched) {
        rest = "all files after the first " + searched;
    }

    /** Empty if all files were searched. */
    String describe() {
        var parts = new ArrayList<>(names);
        if (count > names.size()) {
            parts.add(count - names.size() + " more");
        }
        if (binaryCount > 0) {
            parts.add(binaryCount == 1 ? firstBinary : binaryCount + " binary files such as " + firstBinary);
        }
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return parts.isEmpty()
                ? ""
                : "\n(not searched: " + String.join(", ", parts) + "; use run_command with grep -a)";
    }
}
