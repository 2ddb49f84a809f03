package dev.codeagent.bench.escapes;

import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.tools.ToolResult;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All cases against one launcher, some at the same time; those that take much come last and one by one. */
final class Round {
    private static final int WORKERS = 4;
    private static final String HOGS = "hogs";

    private final SandboxLauncher launcher;
    private final Path folder;
    private final Places places;
    private final Guard guard;
    private final Consumer<Verdict> onVerdict;
    private Set<String> programs = Set.of();

    Round(SandboxLauncher launcher, Path folder, Places places, Guard guard, Consumer<Verdict> onVerdict) {
        this.launcher = launcher;
        this.folder = folder;
        this.places = places;
        this.guard = guard;
        this.onVerdict = onVerdict;
    }

    void run(List<Case> cases) throws IOException, InterruptedException {
        List<Case> fitting = cases.stream().filter(c -> c.fits(launcher.name())).toList();
        programs = present(fitting);
        var light = new ConcurrentLinkedQueue<List<Case>>();
        var heavy = new ConcurrentLinkedQueue<List<Case>>();
        for (List<Case> theme : Corpus.byTheme(fitting).values()) {
            var groups = theme.getFirst().theme().equals(HOGS) ? heavy : light;
            List<Case> sharing = theme.stream().filter(c -> !c.alone()).toList();
            if (!sharing.isEmpty()) {
                groups.add(sharing);
            }
            theme.stream().filter(Case::alone).map(List::of).forEach(groups::add);
        }
        work(light, WORKERS);
        work(heavy, 1);
    }

    private void work(Queue<List<Case>> groups, int workers) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < workers; i++) {
            String name = launcher.name() + "-" + workers + "-" + i;
            threads.add(Thread.ofPlatform().start(() -> work(groups, name)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void work(Queue<List<Case>> groups, String name) {
        try (var worker = Worker.open(folder, name, places)) {
            var party = new Party(launcher, folder, worker, guard, programs);
            for (List<Case> next = groups.poll(); next != null; next = groups.poll()) {
                party.together(next).forEach(onVerdict);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The programs that cases need and the sandbox has. */
    private Set<String> present(List<Case> cases) throws IOException, InterruptedException {
        String needed =
                cases.stream().flatMap(c -> c.needs().stream()).distinct().collect(Collectors.joining(" "));
        try (Yard yard = Yard.open(launcher, folder, "")) {
            ToolResult result = yard.call(
                    "run_command",
                    Json.createObjectBuilder()
                            .add(
                                    "command",
                                    "for p in " + needed + "; do command -v $p >/dev/null && echo $p; done; true")
                            .build(),
                    30);
            return result.text().lines().collect(Collectors.toSet());
        }
    }
}
