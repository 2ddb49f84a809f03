package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks the free space on the disk of the data directory, existing or not. */
public record DiskCheck(Path data) implements Check {
    private static final long RECOMMENDED_MEGABYTES = 2_000;
    private static final long REQUIRED_MEGABYTES = 200;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Finding> run() {
        try {
            return List.of(evaluate(Files.getFileStore(nearestExisting(data)).getUsableSpace() >> 20));
        } catch (IOException e) {
            return List.of(Finding.warn(
                    name(),
                    "the free space of " + data + " cannot be read: " + e.getMessage(),
                    "",
                    "check the directory"));
        }
    }

    /** Rates the free space. */
    Finding evaluate(long megabytes) {
        String found = (megabytes < 10_000 ? megabytes + " MB" : (megabytes >> 10) + " GB")
                + " are free on the disk of " + data;
        if (megabytes < REQUIRED_MEGABYTES) {
            return Finding.fail(
                    name(),
                    found,
                    "the server does not start, or its runs wait",
                    "free some space: the server needs " + REQUIRED_MEGABYTES
                            + " MB; or choose another directory with --data DIR");
        }
        return megabytes < RECOMMENDED_MEGABYTES
                ? Finding.warn(
                        name(),
                        found,
                        "workspaces and dependency caches may not fit",
                        "free some space, or choose another directory with --data DIR")
                : Finding.ok(name(), found);
    }

    /** Returns the directory itself, or its nearest existing ancestor. */
    static Path nearestExisting(Path directory) {
        Path path = directory.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
