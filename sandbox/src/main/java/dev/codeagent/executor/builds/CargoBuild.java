package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cargo. Results are read off what libtest prints. */
record CargoBuild(BuildPlace place) implements BuildTool {
    private static final Map<String, String> PLAIN = Map.of("CARGO_TERM_COLOR", "never");

    @Override
    public String name() {
        return "cargo";
    }

    @Override
    public String program() {
        return "cargo";
    }

    @Override
    public boolean reads(String fileName) {
        return List.of("Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml")
                .contains(fileName);
    }

    @Override
    public boolean fits() {
        return place.has("Cargo.toml");
    }

    @Override
    public Optional<String> prepare(Call call) {
        return place.attempt(call, List.of("cargo", "fetch"), PLAIN);
    }

    @Override
    public Result test(Call call, String filter) {
        var command = new ArrayList<>(List.of("cargo", "test", "--no-fail-fast"));
        if (!place.network()) {
            command.add("--offline");
        }
        if (!filter.isEmpty()) {
            command.addAll(List.of("--", filter));
        }
        var outcome = place.run(call, command, PLAIN);
        // Which binary runs stands on stderr, its tests on stdout; both in order are one story.
        return TestResult.of(name(), outcome, LibtestOutput.read(outcome.output()));
    }
}
