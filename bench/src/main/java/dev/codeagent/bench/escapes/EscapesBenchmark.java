package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Table;
import dev.codeagent.sandbox.SandboxLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Tries to escape from each kind of sandbox in every way that its cases know. */
public final class EscapesBenchmark implements Benchmark {
    private static final int ENOUGH = 300;

    @Override
    public String name() {
        return "escapes";
    }

    @Override
    public String purpose() {
        return "[FILE of more cases] [--only bubblewrap|docker] [--theme T] [--case ID]: tries to escape from sandboxes;"
                + " FAIL at any escape, and without one of the two launchers";
    }

    @Override
    public boolean takesFile() {
        return true;
    }

    @Override
    public Outcome run(Options options) throws Exception {
        try (var bench = new Bench();
                var guard = new Guard(bench.folder())) {
            Files.setPosixFilePermissions(bench.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
            return bench.finish(new Session(options, bench.folder(), guard).run());
        }
    }

    /** One run of the benchmark. */
    private static final class Session {
        private final Options options;
        private final Path folder;
        private final Guard guard;
        private final Places places;
        private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
        private final Map<String, List<Verdict>> verdicts = new LinkedHashMap<>();
        private int toothless;
        private int controls;

        Session(Options options, Path folder, Guard guard) {
            this.options = options;
            this.folder = folder;
            this.guard = guard;
            this.places = new Places(folder.resolve("data"), "SECRET-" + Controls.token());
        }

        Outcome run() throws Exception {
            long begin = System.nanoTime();
            HostState before = HostState.now();
            List<Case> cases = cases(HostServices.addresses());
            Thread controls = Thread.ofPlatform().start(() -> quietly(() -> controls(cases)));
            if (wants("bubblewrap")) {
                round(places.bubblewrap(), cases);
            }
            if (wants("docker")) {
                round(places.docker(), cases);
            }
            controls.join();
            before.differences(HostState.now()).forEach(faults::add);
            return report(cases, (System.nanoTime() - begin) / 1_000_000_000);
        }

        /** Whatever breaks there is a fault of the benchmark. */
        private void quietly(Callable<?> work) {
            try {
                work.call();
            } catch (Exception e) {
                faults.add("the controls broke: " + e);
            }
        }

        private boolean wants(String launcher) {
            return options.text("only", launcher).equals(launcher);
        }

        private List<Case> cases(List<String> addresses) throws IOException {
            var all = new ArrayList<>(Corpus.bundled(addresses));
            if (options.file().isPresent()) {
                all.addAll(Corpus.file(options.file().get(), addresses));
            }
            String theme = options.text("theme", "");
            String id = options.text("case", "");
            return Corpus.unique(all).stream()
                    .filter(c -> theme.isEmpty() || c.theme().equals(theme))
                    .filter(c -> c.id().startsWith(id))
                    .toList();
        }

        private boolean filtered() {
            return options.named().containsKey("theme") || options.named().containsKey("case");
        }

        private Void controls(List<Case> cases) throws IOException, InterruptedException {
            try (var worker = Worker.open(folder, "controls", places)) {
                Path scratch = worker.scratch();
                var control = new Controls(worker.judge(), worker.words(), scratch);
                for (Case one : cases) {
                    controls += one.control() instanceof Control.None ? 0 : 1;
                    control.toothless(one).ifPresent(why -> {
                        toothless++;
                        faults.add("toothless: " + one.id() + ": " + why);
                    });
                }
            }
            return null;
        }

        private void round(SandboxLauncher launcher, List<Case> cases) throws IOException, InterruptedException {
            try {
                launcher.check();
            } catch (AgentException e) {
                faults.add(launcher.name() + " was not run: " + e.getMessage());
                System.out.println(launcher.name() + " was not run: " + e.getMessage());
                return;
            }
            List<Verdict> all =
                    verdicts.computeIfAbsent(launcher.name(), n -> Collections.synchronizedList(new ArrayList<>()));
            new Round(launcher, folder, places, guard, verdict -> {
                        all.add(verdict);
                        tell(launcher.name(), verdict);
                    })
                    .run(cases);
            launcher.close();
            if (!filtered() && all.stream().filter(Verdict::wasTried).count() < ENOUGH) {
                faults.add(launcher.name() + ": fewer than " + ENOUGH + " cases could be tried");
            }
        }

        private void tell(String launcher, Verdict verdict) {
            if (verdict.escaped()) {
                faults.add(launcher + ": escaped: " + verdict.words());
                System.out.println("ESCAPED from " + launcher + ": " + verdict.words());
            } else if (!verdict.wasTried()) {
                System.out.println("untried with " + launcher + ": " + verdict.words());
            }
            if (options.named().containsKey("case")) {
                System.out.println(launcher + ": " + verdict.words());
            }
        }

        private Outcome report(List<Case> cases, long seconds) {
            var table = new Table().row("launcher", "tried", "escapes", "untried");
            var figures = new LinkedHashMap<String, String>();
            figures.put("cases", String.valueOf(cases.size()));
            figures.put("controls", String.valueOf(controls));
            figures.put("toothless", String.valueOf(toothless));
            long escapes = 0;
            for (var entry : verdicts.entrySet()) {
                long tried = entry.getValue().stream().filter(Verdict::wasTried).count();
                long escaped =
                        entry.getValue().stream().filter(Verdict::escaped).count();
                long untried = entry.getValue().size() - tried;
                escapes += escaped;
                table.row(entry.getKey(), tried, escaped, untried);
                figures.put(entry.getKey() + "Tried", String.valueOf(tried));
                figures.put(entry.getKey() + "Untried", String.valueOf(untried));
            }
            table.print();
            figures.put("escapes", String.valueOf(escapes));
            figures.put("seconds", String.valueOf(seconds));
            return new Outcome(figures, faults);
        }
    }
}
