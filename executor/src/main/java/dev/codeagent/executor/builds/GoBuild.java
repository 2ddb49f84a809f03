package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Go. Results come from the events of {@code go test -json}. */
record GoBuild(BuildEnvironment build) implements BuildTool {

    @Override
    public String name() {
        return "go";
    }

    @Override
    public Optional<String> missingProgram() {
        return build.isInstalled("go") ? Optional.empty() : Optional.of("go");
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return List.of("go.mod", "go.sum", "go.work", "go.work.sum").contains(fileName);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("go.mod", "go.work");
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        return build.runChecked(call, List.of("go", "mod", "download"), environment());
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        var command = new ArrayList<>(List.of("go", "test", "-json"));
        if (!filter.isEmpty()) {
            command.addAll(List.of("-run", filter));
        }
        command.add("./...");
        var outcome = build.run(call, command, environment());
        var events = GoTestOutput.parse(outcome.stdout(), build.root());
        String errors =
                events.output().isBlank() ? BuildEnvironment.outputTail(outcome) : events.output() + outcome.stderr();
        return TestResultFormatter.format(name(), outcome, events.cases(), errors.strip());
    }

    /** Without network, go must download neither another toolchain nor modules. */
    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        if (!build.networkAllowed()) {
            environment.put("GOTOOLCHAIN", "local");
            environment.put("GOPROXY", "off");
            environment.put("GOSUMDB", "off");
        }
        return environment;
    }
}
