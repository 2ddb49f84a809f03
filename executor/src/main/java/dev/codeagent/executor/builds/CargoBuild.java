package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cargo. Results come from the output of libtest. */
record CargoBuild(BuildEnvironment build) implements BuildTool {
    private static final Map<String, String> NO_COLOR = Map.of("CARGO_TERM_COLOR", "never");

    @Override
    public String name() {
        return "cargo";
    }

    @Override
    public Optional<String> missingProgram() {
        return build.isInstalled("cargo") ? Optional.empty() : Optional.of("cargo");
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return List.of("Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml")
                .contains(fileName);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("Cargo.toml");
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        return build.runChecked(call, List.of("cargo", "fetch"), NO_COLOR);
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        var command = new ArrayList<>(List.of("cargo", "test", "--no-fail-fast"));
        if (build.readText("Cargo.toml").contains("[workspace]")) {
            command.add("--workspace"); // Otherwise only the package in the root, or the default members.
        }
        if (!build.networkAllowed()) {
            command.add("--offline");
        }
        if (!filter.isEmpty()) {
            command.addAll(List.of("--", filter));
        }
        var outcome = build.run(call, command, NO_COLOR);
        // stderr names the test binary, stdout its tests; the parser needs both in order.
        return TestResultFormatter.format(name(), outcome, LibtestParser.parse(outcome.output()));
    }
}
