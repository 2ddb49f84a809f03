package dev.codeagent.bench.remote;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A folder of the client is uploaded, a run changes it on the server, and its patch is applied and undone; the same
 * happens to a copy that the server reads itself, and both have to be equal, byte for byte. Then transfers are cut.
 */
public final class RemoteBenchmark implements Benchmark {
    private static final double MAX_SECOND_PERCENT = 1;

    @Override
    public String name() {
        return "remote";
    }

    @Override
    public String description() {
        return "[SEED] [--cuts 10]: a repository of " + SampleFolder.FILES
                + " files with uncommitted changes on a server"
                + " elsewhere: upload, run, apply, undo; FAIL if a byte differs from a local server, if the second run"
                + " sends more than 1 %, or if a cut loses something";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        long seed = options.positional(0, System.nanoTime() & 0xffffff);
        System.out.println("seed " + seed);
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), script());
                var server = ServerProcess.start(
                        Files.createDirectories(directory.path().resolve("server")));
                var proxy = new CuttingProxy(server.port())) {
            server.restClient().registerProvider("scripted", model.url(), "key");
            var trial =
                    new Trial(directory.path(), server, proxy, new Random(seed), seed, options.intOption("cuts", 10));
            return directory.retainIfFailed(trial.run());
        }
    }

    /** The run changes, adds, deletes and renames files of all kinds. */
    private static jakarta.json.JsonObject script() {
        var pacing = new Pacing(200, 0);
        String changes = String.join(
                " && ",
                "sed -i 's/^line 30$/LINE 30/' " + SampleFolder.EDITED,
                "sed -i '1s/^/agent /' " + SampleFolder.name(21) + " " + SampleFolder.name(2) + " "
                        + SampleFolder.name(4),
                "printf 'a\\r\\nb\\r\\n' > src/new.crlf",
                "printf 'no end' > src/new.txt",
                "head -c 3000 /dev/zero | tr '\\0' '\\377' > src/new.png",
                "printf 'x' >> " + SampleFolder.name(3),
                "rm " + SampleFolder.name(5),
                "mv " + SampleFolder.name(6) + " src/moved.txt",
                "chmod +x " + SampleFolder.name(8),
                "ln -s new.txt src/newlink",
                "printf 'more\\n' >> untracked/new80.txt");
        var call = ScriptedCall.of("run_command", "command", changes);
        var coding = List.of(
                new ScriptedTurn("Changes the files.", pacing, List.of(call)),
                new ScriptedTurn("Done.", pacing, List.of()));
        return ModelScripts.script(Map.of("key", ModelScripts.scenario(Map.of("coding", coding), false)));
    }

    /** One measurement. */
    private record Trial(Path directory, ServerProcess server, CuttingProxy proxy, Random random, long seed, int cuts) {

        BenchmarkResult run() throws Exception {
            List<String> faults = Collections.synchronizedList(new ArrayList<>());
            Path remoteRoot = directory.resolve("remote/app");
            Path localRoot = directory.resolve("local/app");
            SampleFolder remote = SampleFolder.create(remoteRoot, seed);
            SampleFolder.create(localRoot, seed);
            FolderState gitBefore = FolderState.of(remoteRoot.resolve(".git"), "none");
            var cli = new ServerCommands(directory, server, proxy);
            proxy.takeSentBytes();
            long begin = System.nanoTime();
            String remoteRun = cli.startRun(remoteRoot, true);
            long firstBytes = proxy.takeSentBytes();
            long firstMillis = millisSince(begin);
            String localRun = cli.startRun(localRoot, false);

            for (Path root : List.of(remoteRoot, localRoot)) { // The user goes on working.
                Path edited = root.resolve(SampleFolder.EDITED);
                Files.writeString(edited, Files.readString(edited).replace("line 3\n", "line three\n"));
                Files.writeString(root.resolve("untracked/later.txt"), "later\r\n");
            }
            FolderState before = FolderState.of(remoteRoot, ".git");
            faults.addAll(before.differences("before the apply", FolderState.of(localRoot, ".git")));
            faults.addAll(compareDiffs(cli.diff(remoteRoot, remoteRun, true), cli.diff(localRoot, localRun, false)));
            proxy.takeSentBytes();
            cli.apply(remoteRoot, remoteRun, true);
            long applyBytes = proxy.takeSentBytes();
            cli.apply(localRoot, localRun, false);
            FolderState applied = FolderState.of(remoteRoot, ".git");
            faults.addAll(applied.differences("after the apply", FolderState.of(localRoot, ".git")));
            if (applied.equals(before)
                    || !Files.readString(remoteRoot.resolve(SampleFolder.EDITED))
                            .contains("LINE 30")) {
                faults.add("the apply changed nothing");
            }
            cli.undo(remoteRoot, remoteRun, true);
            cli.undo(localRoot, localRun, false);
            faults.addAll(FolderState.of(remoteRoot, ".git").differences("the undo alone changed files", applied));
            cli.apply(remoteRoot, remoteRun, true);
            cli.apply(localRoot, localRun, false);
            faults.addAll(FolderState.of(remoteRoot, ".git").differences("after the undo", before));
            faults.addAll(FolderState.of(localRoot, ".git").differences("after the undo on a local server", before));
            Files.writeString(remoteRoot.resolve(SampleFolder.name(11)), "changed\r\n");
            Files.writeString(remoteRoot.resolve("untracked/second.txt"), SampleFolder.lines(100));
            proxy.takeSentBytes();
            cli.startRun(remoteRoot, true);
            long secondBytes = proxy.takeSentBytes();
            double percent = 100.0 * secondBytes / firstBytes;
            if (percent > MAX_SECOND_PERCENT) {
                faults.add("the second run sent " + secondBytes + " of " + firstBytes + " bytes");
            }
            faults.addAll(FolderState.of(remoteRoot.resolve(".git"), "none")
                    .differences("the user's .git has changed", gitBefore));
            long resent =
                    new InterruptedUploads(directory, server, proxy, random, cuts).run(remote, firstBytes, faults);
            return report(firstBytes, secondBytes, applyBytes, firstMillis, resent, faults);
        }

        private static List<String> compareDiffs(String remote, String local) {
            List<String> remoteLines = remote.lines().toList();
            List<String> localLines = local.lines().toList();
            for (int i = 0; i < Math.max(remoteLines.size(), localLines.size()); i++) {
                String line = i < remoteLines.size() ? remoteLines.get(i) : "";
                String expected = i < localLines.size() ? localLines.get(i) : "";
                if (!line.equals(expected)) {
                    return List.of("line " + (i + 1) + " of the diff is '" + line + "', expected '" + expected + "'");
                }
            }
            return List.of();
        }

        private static long millisSince(long begin) {
            return (System.nanoTime() - begin) / 1_000_000;
        }

        private BenchmarkResult report(
                long firstBytes,
                long secondBytes,
                long applyBytes,
                long firstMillis,
                long mostSent,
                List<String> faults) {
            new TextTable()
                    .row("bytes sent by the first run", firstBytes)
                    .row("bytes sent by the second run", secondBytes)
                    .row("bytes sent by an apply", applyBytes)
                    .row("first upload and run, ms", firstMillis)
                    .row("cuts", cuts)
                    .row("most bytes sent with a cut", mostSent)
                    .print();
            var metrics = new LinkedHashMap<String, String>();
            metrics.put("files", String.valueOf(SampleFolder.FILES));
            metrics.put("firstBytes", String.valueOf(firstBytes));
            metrics.put("secondBytes", String.valueOf(secondBytes));
            metrics.put(
                    "secondPercent", String.format(java.util.Locale.ROOT, "%.3f", 100.0 * secondBytes / firstBytes));
            metrics.put("applyBytes", String.valueOf(applyBytes));
            metrics.put("cuts", String.valueOf(cuts));
            metrics.put("faults", String.valueOf(faults.size()));
            return new BenchmarkResult(metrics, faults);
        }
    }
}
