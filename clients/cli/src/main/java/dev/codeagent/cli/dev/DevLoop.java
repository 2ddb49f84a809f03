package dev.codeagent.cli.dev;

import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Change, compile, deploy, until the server ends. What does not compile or does not come up leaves the old version there. */
final class DevLoop {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final int MAX_NAMES_SHOWN = 3;

    private final Path server;
    private final Path folder;
    private final Supplier<DevServer> serverFactory;
    private final DevConsole console;
    private SourceTree tree;
    private FileWatcher watcher;
    private volatile @Nullable DevServer runningServer;

    DevLoop(SourceTree tree, Path server, Path folder, Supplier<DevServer> serverFactory, DevConsole console) {
        this.tree = tree;
        this.watcher = new FileWatcher(tree::snapshot, POLL_INTERVAL);
        this.server = server;
        this.folder = folder;
        this.serverFactory = serverFactory;
        this.console = console;
    }

    void run() throws IOException, InterruptedException {
        while (true) {
            try (var incrementalBuild = new IncrementalBuild(tree, server, folder)) {
                DevServer devServer = serverFactory.get();
                runningServer = devServer;
                devServer.awaitStart();
                console.success("watching the sources in " + tree.root() + "; Ctrl-C ends");
                deployChanges(devServer, incrementalBuild);
            }
        }
    }

    /** Returns when the server must be started again. */
    private void deployChanges(DevServer devServer, IncrementalBuild incrementalBuild)
            throws IOException, InterruptedException {
        while (true) {
            Set<Path> changed = watcher.awaitChanges(() -> !devServer.isAlive());
            if (!devServer.isAlive()) {
                throw CliException.serverError("the server has ended; its log above says why");
            }
            console.info("changed: " + joinNames(changed));
            if (changed.stream().allMatch(file -> tree.findDeployedPart(file).isPresent())) {
                deploy(changed, devServer, incrementalBuild);
            } else if (rebuild(devServer)) {
                return;
            }
        }
    }

    private void deploy(Set<Path> changed, DevServer devServer, IncrementalBuild incrementalBuild)
            throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        Set<String> parts = changed.stream()
                .flatMap(file -> tree.findDeployedPart(file).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        IncrementalBuild.Result result = incrementalBuild.build(parts);
        if (result.version().isEmpty()) {
            result.errors().forEach(console::error);
            console.error("not deployed; the old version runs on");
            return;
        }
        ExplodedWar version = result.version().getFirst();
        if (devServer.deploy(version.folder())) {
            incrementalBuild.markDeployed(version);
            console.success("live after " + formatSeconds(startedAt) + ": " + String.join(", ", parts));
        } else if (devServer.isAlive()
                && devServer.deploy(incrementalBuild.lastDeployed().folder())) {
            version.delete();
            console.error("it does not come up, its log above says why; the old version runs again");
        } else {
            console.error("neither the new nor the old version comes up; the next change tries again");
        }
    }

    /** Builds with Maven and stops the server; false if the sources have errors, and then the server runs on. */
    private boolean rebuild(DevServer devServer) throws IOException, InterruptedException {
        var maven = new MavenBuild(tree.root());
        console.info("this lies outside of the application: Maven builds, and the server starts anew");
        try {
            // Before Maven reads the sources: a change during the build is reported after it.
            SourceTree next = SourceTree.read(tree.root());
            var nextWatcher = new FileWatcher(next::snapshot, POLL_INTERVAL);
            List<String> errors = maven.compileSources();
            if (errors.isEmpty()) {
                devServer.stop();
                maven.packageServer().forEach(console::error);
                tree = next;
                watcher = nextWatcher;
                return true;
            }
            errors.forEach(console::error);
        } catch (CliException e) { // A POM that cannot be read.
            console.error(e.getMessage());
        }
        console.error("not built; the old version runs on");
        return false;
    }

    /** Called from another thread when the user wants to leave. */
    void stop() {
        DevServer devServer = runningServer;
        if (devServer != null) {
            devServer.stop();
        }
    }

    private String joinNames(Set<Path> files) {
        String names = files.stream()
                .limit(MAX_NAMES_SHOWN)
                .map(file -> tree.root().relativize(file).toString())
                .collect(Collectors.joining(", "));
        return files.size() <= MAX_NAMES_SHOWN ? names : names + " and " + (files.size() - MAX_NAMES_SHOWN) + " more";
    }

    private static String formatSeconds(long startedAt) {
        return String.format("%.1f s", (System.nanoTime() - startedAt) / 1e9);
    }
}
