package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The project's cache as the sandboxes of one run see it: as it was prepared, and writable, but what the run writes
 * stays with the run. So no agent can change what a later preparation, which has network, executes. Packages that were
 * fetched for the run are layers between both, which agents do not write to either.
 *
 * @param prepared the project's cache, which only a preparation writes to
 * @param directory what this run changed in it
 */
record RunCache(Path prepared, Path directory) {
    private static final String LAYER_PREFIX = "fetched-";
    private static final String COMPLETE = "complete";

    /** The beginning of a command line and the directory that the command sees instead of the prepared cache. */
    record View(List<String> command, Path root) {}

    static RunCache of(Workspace workspace) {
        return new RunCache(workspace.cacheDirectory(), workspace.cacheChangesDirectory());
    }

    /** The view of preparations: the cache itself. */
    View openPrepared() {
        return new View(List.of(), prepared);
    }

    /** The view of the run's agents. */
    View open(OverlayMount overlay) throws IOException {
        Files.createDirectories(directory);
        return overlay.isSupported()
                ? new View(overlay.command(lowerDirectories(), directory), overlay.mountPoint(directory))
                : copiedView();
    }

    /**
     * The view of a program that fetches packages: nothing that an agent wrote, and what it writes is a new layer after
     * {@link #completeLayer}.
     *
     * @throws AgentException SANDBOX_FAILED if overlays are not possible
     */
    View openLayer(OverlayMount overlay, String name) throws IOException {
        if (!overlay.isSupported()) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "packages cannot be fetched: this system permits no overlay mounts (overlayfs)");
        }
        Path layer = layer(name);
        Files.createDirectories(layer);
        return new View(overlay.command(lowerDirectories(), layer), overlay.mountPoint(layer));
    }

    /** Where {@link #openLayer} stores the files of a layer, and a program its own. */
    Path layer(String name) {
        return directory.resolve(LAYER_PREFIX + name.replaceAll("[^A-Za-z0-9-]", "-"));
    }

    void completeLayer(String name) throws IOException {
        Files.writeString(layer(name).resolve(COMPLETE), Long.toString(System.currentTimeMillis()));
    }

    /** Adds the layers of another run; their content is not copied. */
    void linkLayers(RunCache other) throws IOException {
        Files.createDirectories(directory);
        for (Path layer : other.layers()) {
            Files.createSymbolicLink(directory.resolve(layer.getFileName()), layer.toRealPath());
        }
    }

    /** The newest layer first. */
    private List<Path> lowerDirectories() throws IOException {
        var lower =
                new ArrayList<>(layers().stream().map(l -> l.resolve("upper")).toList());
        lower.add(prepared);
        return lower;
    }

    private List<Path> layers() throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(e -> e.getFileName().toString().startsWith(LAYER_PREFIX))
                    .filter(e -> Files.exists(e.resolve(COMPLETE)))
                    .sorted(Comparator.comparing(RunCache::completedAt).reversed())
                    .toList();
        }
    }

    private static long completedAt(Path layer) {
        try {
            return Files.getLastModifiedTime(layer.resolve(COMPLETE)).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Slow for a large cache, but it works on every file system. */
    private View copiedView() throws IOException {
        Path copy = directory.resolve("copy");
        Path complete = directory.resolve("copy.complete");
        if (!Files.exists(complete)) {
            Files.createDirectories(copy);
            Process process = new ProcessBuilder("cp", "-a", "--reflink=auto", prepared + "/.", copy.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (process.waitFor() != 0) {
                    throw new IOException("the project's cache cannot be copied: " + output.strip());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the project's cache was copied", e);
            }
            Files.createFile(complete);
        }
        return new View(List.of(), copy);
    }
}
