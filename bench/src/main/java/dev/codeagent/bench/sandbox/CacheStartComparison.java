package dev.codeagent.bench.sandbox;

import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import jakarta.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The start of a sandbox of a project with a large cache, compared with a project without one. */
final class CacheStartComparison {
    private static final int FILES_PER_DIRECTORY = 100;
    private static final int FILE_KILOBYTES = 100;

    private final List<Double> without = new ArrayList<>();
    private final List<Double> with = new ArrayList<>();
    private final String name;

    /** @param name of the launcher */
    CacheStartComparison(String name) {
        this.name = name;
    }

    /** Starts sandboxes of both projects in turn. */
    void measure(SandboxLauncher launcher, LauncherFixture empty, LauncherFixture filled, int megabytes, int rounds)
            throws IOException, InterruptedException {
        try (Sandbox preparation = launcher.open(filled.openWorkspace(), true)) {
            fill(preparation, megabytes);
        }
        launcher.open(empty.openWorkspace(), true).close();
        for (int round = 0; round < rounds; round++) {
            without.add(startMillis(launcher, empty));
            with.add(startMillis(launcher, filled));
        }
    }

    private static void fill(Sandbox sandbox, int megabytes) throws IOException {
        int files = megabytes * 1024 / FILE_KILOBYTES;
        ToolResult result = sandbox.call(new ToolCall(
                "fill",
                "run_command",
                Json.createObjectBuilder()
                        .add(
                                "command",
                                "cd ~/.m2 && for d in $(seq " + files / FILES_PER_DIRECTORY
                                        + "); do mkdir -p d$d; head -c "
                                        + FILES_PER_DIRECTORY * FILE_KILOBYTES
                                        + "k /dev/urandom | split -a 4 -b " + FILE_KILOBYTES
                                        + "k - d$d/f; done; du -sm .")
                        .build()));
        if (result.outcome() != ToolResult.Outcome.OK) {
            throw new IOException("the cache was not filled: " + result.text());
        }
    }

    private static double startMillis(SandboxLauncher launcher, LauncherFixture fixture)
            throws IOException, InterruptedException {
        var workspace = fixture.openWorkspace();
        long start = System.nanoTime();
        Sandbox sandbox = launcher.open(workspace, false);
        double millis = (System.nanoTime() - start) / 1e6;
        sandbox.close();
        launcher.discard(workspace);
        return millis;
    }

    String name() {
        return name;
    }

    Samples without() {
        return Samples.of(without);
    }

    Samples with() {
        return Samples.of(with);
    }

    double ratio() {
        return with().percentile(0.5) / without().percentile(0.5);
    }
}
