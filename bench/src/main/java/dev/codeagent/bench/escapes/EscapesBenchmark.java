package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.bench.escapes.server.ServerAttempt;
import dev.codeagent.bench.escapes.server.ServerAttempts;
import dev.codeagent.bench.escapes.server.ServerSuite;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.bench.harness.UsageException;
import dev.codeagent.sandbox.SandboxLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tries to escape from each kind of sandbox with every case of the corpus. */
public final class EscapesBenchmark implements Benchmark {
    private static final int MIN_TRIED_CASES = 300;
    private static final String SECRET_VARIABLE = "HOST_SECRET";

    @Override
    public String name() {
        return "escapes";
    }

    @Override
    public String description() {
        return "[FILE with more cases] [--only bubblewrap|docker|server] [--theme T] [--case ID] [--variants first]"
                + " [--controls none]:"
                + " attempts to escape from sandboxes, and attempts against the server; FAIL if one succeeds or a"
                + " launcher is not available";
    }

    @Override
    public boolean acceptsText() {
        return true;
    }

    /** Returns the ids of all bundled cases and of all attempts against the server, without their variants. */
    public static Set<String> bundledIds() throws IOException {
        return Stream.concat(
                        Corpus.readBundled(List.of("127.0.0.1")).stream().map(EscapeCase::id),
                        ServerAttempts.all().stream().map(ServerAttempt::id))
                .map(EscapesBenchmark::withoutVariant)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the reason for each id that has a case or an attempt without a control. */
    public static SortedMap<String, String> idsWithoutControl() throws IOException {
        var reasons = new TreeMap<String, String>();
        for (EscapeCase one : Corpus.readBundled(List.of("127.0.0.1"))) {
            if (one.control() instanceof EscapeCase.Control.None none) {
                reasons.put(withoutVariant(one.id()), none.reason());
            }
        }
        for (ServerAttempt one : ServerAttempts.all()) {
            if (one.control() instanceof ServerAttempt.Control.None none) {
                reasons.put(withoutVariant(one.id()), none.reason());
            }
        }
        return reasons;
    }

    private static String withoutVariant(String id) {
        return id.replaceFirst("\\[.*", "");
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        try (var directory = new BenchmarkDirectory();
                var watchdog = new ResourceWatchdog(directory.path())) {
            Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
            return directory.retainIfFailed(new Execution(options, directory.path(), watchdog).run());
        }
    }

    /** One execution of the benchmark. */
    private static final class Execution {
        private final BenchmarkOptions options;
        private final Path folder;
        private final ResourceWatchdog watchdog;
        private final LauncherFactory launchers;
        private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
        private final Map<String, List<CaseResult>> results = new LinkedHashMap<>();
        private int failedControls;
        private int controls;
        private Optional<ServerSuite> serverSuite = Optional.empty();

        Execution(BenchmarkOptions options, Path folder, ResourceWatchdog watchdog) {
            this.options = options;
            this.folder = folder;
            this.watchdog = watchdog;
            this.launchers = new LauncherFactory(folder.resolve("data"), secretOfThisProcess());
        }

        /**
         * The secret is in the environment of this process, which starts the sandboxes, as the keys of a server are in
         * the environment of the server.
         */
        private static String secretOfThisProcess() {
            String secret = System.getenv().getOrDefault(SECRET_VARIABLE, "");
            if (!secret.matches("SECRET-[0-9a-f]{16}")) {
                throw new UsageException(SECRET_VARIABLE + " is not set: start this benchmark with bench/run");
            }
            return secret;
        }

        BenchmarkResult run() throws Exception {
            long begin = System.nanoTime();
            HostState before = HostState.capture();
            List<EscapeCase> cases = selectCases(HostServices.hostAddresses());
            Thread controls = Thread.ofPlatform()
                    .start(() -> runAndRecordFaults(() -> runControls(withControls() ? cases : List.of())));
            if (isSelected("bubblewrap")) {
                runSuite(launchers.createBubblewrap(), cases);
            }
            if (isSelected("docker")) {
                runSuite(launchers.createDocker(), cases);
            }
            if (isSelected("server")) {
                runServerSuite();
            }
            controls.join();
            before.differencesTo(HostState.capture()).forEach(faults::add);
            return report(cases, (System.nanoTime() - begin) / 1_000_000_000);
        }

        /** Records every exception of the controls as a fault. */
        private void runAndRecordFaults(Callable<?> work) {
            try {
                work.call();
            } catch (Exception e) {
                faults.add("the controls failed: " + e);
            }
        }

        private boolean isSelected(String launcher) {
            return options.textOption("only", launcher).equals(launcher);
        }

        private List<EscapeCase> selectCases(List<String> addresses) throws IOException {
            var all = new ArrayList<>(Corpus.readBundled(addresses));
            if (options.file().isPresent()) {
                all.addAll(Corpus.readFile(options.file().get(), addresses));
            }
            if (options.textOption("only", "").equals("server")) {
                return List.of();
            }
            return select(Corpus.requireUniqueIds(all), EscapeCase::id);
        }

        private boolean withControls() {
            return options.textOption("controls", "all").equals("all");
        }

        /** Selects by theme, by the beginning of the id, and with {@code --variants first} one case of each id. */
        private <T> List<T> select(List<T> all, Function<T, String> id) {
            String theme = options.textOption("theme", "");
            String prefix = options.textOption("case", "");
            var seen = new HashSet<String>();
            return all.stream()
                    .filter(c -> theme.isEmpty() || id.apply(c).startsWith(theme + "/"))
                    .filter(c -> id.apply(c).startsWith(prefix))
                    .filter(c -> !isFirstVariantOnly() || seen.add(withoutVariant(id.apply(c))))
                    .toList();
        }

        private boolean isFirstVariantOnly() {
            return options.textOption("variants", "all").equals("first");
        }

        private boolean isFiltered() {
            return options.named().keySet().stream().anyMatch(Set.of("theme", "case", "variants")::contains);
        }

        private void runServerSuite() throws Exception {
            List<ServerAttempt> selected = select(ServerAttempts.all(), ServerAttempt::id);
            var suite = new ServerSuite(selected, withControls(), fault -> {
                faults.add(fault);
                System.out.println(fault);
            });
            suite.run(folder.resolve("attempts"));
            serverSuite = Optional.of(suite);
        }

        private Void runControls(List<EscapeCase> cases) throws IOException, InterruptedException {
            try (var partition = HostPartition.open(folder, "controls", launchers)) {
                Path scratch = partition.createScratchRepository();
                var controlRunner = new ControlRunner(partition.createDetector(), partition.placeholders(), scratch);
                for (EscapeCase one : cases) {
                    controls += one.control() instanceof EscapeCase.Control.None ? 0 : 1;
                    controlRunner.findControlFailure(one).ifPresent(reason -> {
                        failedControls++;
                        faults.add("toothless: " + one.id() + ": " + reason);
                    });
                }
            }
            return null;
        }

        private void runSuite(SandboxLauncher launcher, List<EscapeCase> cases)
                throws IOException, InterruptedException {
            try {
                launcher.requireAvailable();
            } catch (AgentException e) {
                faults.add(launcher.name() + " is not available: " + e.getMessage());
                System.out.println(launcher.name() + " is not available: " + e.getMessage());
                return;
            }
            List<CaseResult> all =
                    results.computeIfAbsent(launcher.name(), n -> Collections.synchronizedList(new ArrayList<>()));
            new LauncherSuite(launcher, folder, launchers, watchdog, result -> {
                        all.add(result);
                        printResult(launcher.name(), result);
                    })
                    .run(cases, isFirstVariantOnly());
            launcher.close();
            if (!isFiltered() && all.stream().filter(CaseResult::isTried).count() < MIN_TRIED_CASES) {
                faults.add(launcher.name() + ": fewer than " + MIN_TRIED_CASES + " cases could be tried");
            }
        }

        private void printResult(String launcher, CaseResult result) {
            if (result.escaped()) {
                faults.add(launcher + ": escaped: " + result.summary());
                System.out.println("ESCAPED from " + launcher + ": " + result.summary());
            } else if (!result.isTried()) {
                System.out.println("untried with " + launcher + ": " + result.summary());
            }
            if (options.named().containsKey("case")) {
                System.out.println(launcher + ": " + result.summary());
            }
        }

        private BenchmarkResult report(List<EscapeCase> cases, long seconds) {
            var table = new TextTable().row("launcher", "tried", "escapes", "untried");
            var metrics = new LinkedHashMap<String, String>();
            int attempts = serverSuite.map(ServerSuite::tried).orElse(0);
            metrics.put("cases", String.valueOf(cases.size() + attempts));
            if (cases.isEmpty() && attempts == 0) {
                faults.add("no case and no attempt has such an id or theme");
            }
            metrics.put(
                    "controls",
                    String.valueOf(
                            controls + serverSuite.map(ServerSuite::controls).orElse(0)));
            metrics.put(
                    "toothless",
                    String.valueOf(failedControls
                            + serverSuite.map(ServerSuite::failedControls).orElse(0)));
            long escapes = serverSuite.map(ServerSuite::escapes).orElse(0);
            for (var entry : results.entrySet()) {
                long tried =
                        entry.getValue().stream().filter(CaseResult::isTried).count();
                long escaped =
                        entry.getValue().stream().filter(CaseResult::escaped).count();
                long untried = entry.getValue().size() - tried;
                escapes += escaped;
                table.row(entry.getKey(), tried, escaped, untried);
                metrics.put(entry.getKey() + "Tried", String.valueOf(tried));
                metrics.put(entry.getKey() + "Untried", String.valueOf(untried));
            }
            serverSuite.ifPresent(s -> {
                table.row("server", s.tried(), s.escapes(), 0);
                metrics.put("serverTried", String.valueOf(s.tried()));
            });
            table.print();
            metrics.put("escapes", String.valueOf(escapes));
            metrics.put("seconds", String.valueOf(seconds));
            return new BenchmarkResult(metrics, faults);
        }
    }
}
