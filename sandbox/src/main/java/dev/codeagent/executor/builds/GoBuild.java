package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Go. Results are the events of {@code go test -json}. */
record GoBuild(BuildPlace place) implements BuildTool {

    @Override
    public String name() {
        return "go";
    }

    @Override
    public String program() {
        return "go";
    }

    @Override
    public boolean reads(String fileName) {
        return List.of("go.mod", "go.sum", "go.work", "go.work.sum").contains(fileName);
    }

    @Override
    public boolean fits() {
        return place.has("go.mod", "go.work");
    }

    @Override
    public Optional<String> prepare(Call call) {
        return place.attempt(call, List.of("go", "mod", "download"), environment());
    }

    @Override
    public Result test(Call call, String filter) {
        var command = new ArrayList<>(List.of("go", "test", "-json"));
        if (!filter.isEmpty()) {
            command.addAll(List.of("-run", filter));
        }
        command.add("./...");
        var outcome = place.run(call, command, environment());
        var events = GoTestEvents.read(outcome.stdout(), place.root());
        String errors = events.output().isBlank() ? BuildPlace.lastOf(outcome) : events.output() + outcome.stderr();
        return TestResult.of(name(), outcome, events.cases(), errors.strip());
    }

    /** Another toolchain than the one that is here would be fetched; without network neither that nor a module can be had. */
    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        if (!place.network()) {
            environment.put("GOTOOLCHAIN", "local");
            environment.put("GOPROXY", "off");
            environment.put("GOSUMDB", "off");
        }
        return environment;
    }
}
