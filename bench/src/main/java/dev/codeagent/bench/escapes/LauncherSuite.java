package dev.codeagent.bench.escapes;

import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.SandboxLauncher;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs all cases against one launcher: most of them concurrently, those of the theme {@code hogs} one at a time. The hogs are last;
 * if there is only one variant of each case, they are beside the others, which saves a third of the time.
 */
final class LauncherSuite {
    private static final int WORKERS = 4;
    private static final String RESOURCE_THEME = "hogs";
    private static final long SLOW_SECONDS = 5;

    private final SandboxLauncher launcher;
    private final Path folder;
    private final LauncherFactory launchers;
    private final ResourceWatchdog watchdog;
    private final Consumer<CaseResult> onResult;
    private Set<String> availablePrograms = Set.of();

    LauncherSuite(
            SandboxLauncher launcher,
            Path folder,
            LauncherFactory launchers,
            ResourceWatchdog watchdog,
            Consumer<CaseResult> onResult) {
        this.launcher = launcher;
        this.folder = folder;
        this.launchers = launchers;
        this.watchdog = watchdog;
        this.onResult = onResult;
    }

    /** @param hogsBesideOthers whether the hogs do not wait for the other cases */
    void run(List<EscapeCase> cases, boolean hogsBesideOthers) throws IOException, InterruptedException {
        List<EscapeCase> applicable =
                cases.stream().filter(c -> c.appliesTo(launcher.name())).toList();
        availablePrograms = findAvailablePrograms(applicable);
        var parallelBatches = new ArrayList<List<EscapeCase>>();
        var sequentialBatches = new ArrayList<List<EscapeCase>>();
        for (List<EscapeCase> theme : Corpus.groupByTheme(applicable).values()) {
            var batches = theme.getFirst().theme().equals(RESOURCE_THEME) ? sequentialBatches : parallelBatches;
            List<EscapeCase> sharing =
                    theme.stream().filter(c -> !c.dedicatedSandbox()).toList();
            if (!sharing.isEmpty()) {
                batches.add(sharing);
            }
            theme.stream().filter(EscapeCase::dedicatedSandbox).map(List::of).forEach(batches::add);
        }
        // The longest first, so that no worker is alone with one at the end.
        parallelBatches.sort(Comparator.comparingInt(batch -> -batch.size()));
        List<Thread> others = start(parallelBatches, hogsBesideOthers ? WORKERS - 1 : WORKERS);
        if (!hogsBesideOthers) {
            join(others);
        }
        List<Thread> hogs = start(sequentialBatches, 1);
        join(others);
        join(hogs);
    }

    private List<Thread> start(List<List<EscapeCase>> batches, int workers) {
        var remaining = new ConcurrentLinkedQueue<>(batches);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < workers; i++) {
            String name = launcher.name() + "-" + workers + "-" + i;
            threads.add(Thread.ofPlatform().start(() -> runBatches(remaining, name)));
        }
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void runBatches(Queue<List<EscapeCase>> batches, String name) {
        try (var partition = HostPartition.open(folder, name, launchers)) {
            var batchRunner = new CaseBatchRunner(launcher, folder, partition, watchdog, availablePrograms);
            for (List<EscapeCase> next = batches.poll(); next != null; next = batches.poll()) {
                long begin = System.nanoTime();
                batchRunner.run(next).forEach(onResult);
                long seconds = (System.nanoTime() - begin) / 1_000_000_000;
                if (seconds >= SLOW_SECONDS) {
                    System.out.println(launcher.name() + ": " + next.getFirst().id()
                            + (next.size() == 1 ? "" : " and " + (next.size() - 1) + " more") + " took " + seconds
                            + " s");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the programs that the cases need and the sandbox has. */
    private Set<String> findAvailablePrograms(List<EscapeCase> cases) throws IOException, InterruptedException {
        String needed = cases.stream()
                .flatMap(c -> c.requiredPrograms().stream())
                .distinct()
                .collect(Collectors.joining(" "));
        try (SandboxFixture fixture = SandboxFixture.open(launcher, folder, "")) {
            ToolResult result = fixture.call(
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
