package dev.codeagent.api.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The space that is free where the data directory is, or will be. */
public record DiskCheck(Path data) implements Check {
    private static final long ENOUGH_MEGABYTES = 2_000;
    private static final long NEEDED_MEGABYTES = 200;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Finding> look() {
        try {
            return List.of(judge(Files.getFileStore(nearest(data)).getUsableSpace() >> 20));
        } catch (IOException e) {
            return List.of(Finding.warn(
                    name(),
                    "the free space of " + data + " cannot be read: " + e.getMessage(),
                    "",
                    "check the folder"));
        }
    }

    /** What so much free space means. */
    Finding judge(long megabytes) {
        String found = (megabytes < 10_000 ? megabytes + " MB" : (megabytes >> 10) + " GB") + " are free where " + data
                + " is";
        if (megabytes < NEEDED_MEGABYTES) {
            return Finding.fail(
                    name(),
                    found,
                    "the server does not start, or its runs wait",
                    "free some space, the server needs " + NEEDED_MEGABYTES
                            + " MB, or choose another folder with --data DIR");
        }
        return megabytes < ENOUGH_MEGABYTES
                ? Finding.warn(
                        name(),
                        found,
                        "workspaces and dependency caches may not fit",
                        "free some space, or choose another folder with --data DIR")
                : Finding.ok(name(), found);
    }

    /** The folder itself, or the nearest above it that there is. */
    static Path nearest(Path folder) {
        Path place = folder.toAbsolutePath();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        return place;
    }
}
