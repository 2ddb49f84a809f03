package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go. Results come from the events of {@code go test -json}. */
record GoBuild(BuildEnvironment build) implements BuildTool {

    private static final Pattern USE = Pattern.compile("(?m)^use[ \\t]*(?:\\(([^)]{0,10000})\\)|([^\\s(]+))");

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
        command.addAll(packages());
        var outcome = build.run(call, command, environment());
        var events = GoTestOutput.parse(outcome.stdout(), build.root());
        String errors =
                events.output().isBlank() ? BuildEnvironment.outputTail(outcome) : events.output() + outcome.stderr();
        return TestResultFormatter.format(name(), outcome, events.cases(), errors.strip());
    }

    /** Those of the module, or of all modules of a workspace: "./..." does not include modules in directories below. */
    private List<String> packages() {
        var packages = new ArrayList<String>();
        Matcher use = USE.matcher(build.readText("go.work"));
        while (use.find()) {
            String paths = use.group(1) == null ? use.group(2) : use.group(1);
            for (String line : paths.lines().toList()) {
                String path = line.replaceFirst("//.*", "").replace("\"", "").strip();
                if (!path.isEmpty() && !path.startsWith("-")) {
                    packages.add((path.equals(".") ? "./" : path.replaceFirst("/+$", "") + "/") + "...");
                }
            }
        }
        return packages.isEmpty() ? List.of("./...") : packages;
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
