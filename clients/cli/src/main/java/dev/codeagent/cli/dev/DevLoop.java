package dev.codeagent.cli.dev;

import dev.codeagent.cli.outcome.CliFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Change, compile, deploy, until the server ends. What does not compile or does not come up leaves the old version there. */
final class DevLoop {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int NAMED = 3;

    private final SourceTree tree;
    private final Path server;
    private final Path folder;
    private final Supplier<DevServer> start;
    private final Console console;
    private volatile DevServer running;

    DevLoop(SourceTree tree, Path server, Path folder, Supplier<DevServer> start, Console console) {
        this.tree = tree;
        this.server = server;
        this.folder = folder;
        this.start = start;
        this.console = console;
    }

    void run() throws IOException, InterruptedException {
        var watch = new Watch(tree::snapshot, LOOK_EVERY);
        while (true) {
            try (var builds = new Builds(tree, server, folder)) {
                running = start.get();
                running.awaitStart();
                console.good("watching the sources in " + tree.root() + "; Ctrl-C ends");
                deployChanges(watch, builds);
            }
        }
    }

    /** Returns where the server must be started anew. */
    private void deployChanges(Watch watch, Builds builds) throws IOException, InterruptedException {
        while (true) {
            Set<Path> changed = watch.next(() -> !running.alive());
            if (!running.alive()) {
                throw CliFailure.server("the server has ended; its log above says why");
            }
            console.say("changed: " + names(changed));
            if (changed.stream().allMatch(file -> tree.module(file).isPresent())) {
                deploy(changed, builds);
            } else if (rebuild()) {
                return;
            }
        }
    }

    private void deploy(Set<Path> changed, Builds builds) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Set<String> modules = changed.stream()
                .flatMap(file -> tree.module(file).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Builds.Outcome outcome = builds.build(modules);
        if (outcome.version().isEmpty()) {
            outcome.errors().forEach(console::bad);
            console.bad("not deployed; the old version runs on");
            return;
        }
        Application version = outcome.version().getFirst();
        if (running.deploy(version.folder())) {
            builds.accept(version);
            console.good("live after " + seconds(began) + ": " + String.join(", ", modules));
        } else if (running.alive() && running.deploy(builds.good().folder())) {
            version.delete();
            console.bad("it does not come up, its log above says why; the old version runs again");
        } else {
            console.bad("neither the new nor the old version comes up; the next change tries again");
        }
    }

    private boolean rebuild() throws IOException, InterruptedException {
        var maven = new MavenBuild(tree.root());
        console.say("this lies outside of the application: Maven builds, and the server starts anew");
        List<String> errors = maven.compile();
        if (errors.isEmpty()) {
            running.stop();
            errors = maven.assemble();
            errors.forEach(console::bad);
            return true;
        }
        errors.forEach(console::bad);
        console.bad("not built; the old version runs on");
        return false;
    }

    /** Called from another thread when the user wants to leave. */
    void stop() {
        DevServer server = running;
        if (server != null) {
            server.stop();
        }
    }

    private String names(Set<Path> files) {
        String names = files.stream()
                .limit(NAMED)
                .map(file -> tree.root().relativize(file).toString())
                .collect(Collectors.joining(", "));
        return files.size() <= NAMED ? names : names + " and " + (files.size() - NAMED) + " more";
    }

    private static String seconds(long began) {
        return String.format("%.1f s", (System.nanoTime() - began) / 1e9);
    }
}
