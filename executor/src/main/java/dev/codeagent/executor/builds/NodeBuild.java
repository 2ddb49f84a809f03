package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.ProcessRunner.ProcessResult;
import dev.codeagent.executor.commands.ProcessRunner.TerminationReason;
import dev.codeagent.executor.files.RegularFiles;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * npm, pnpm, Yarn and Bun. Installs into the workspace from caches below HOME, and runs the {@code test} scripts of the project. A
 * package manager that is not installed is fetched from the npm registry by the preparation, in the version that the project names.
 */
record NodeBuild(BuildEnvironment build) implements BuildTool {
    private static final List<String> BUILD_FILES = List.of(
            "package.json",
            "package-lock.json",
            "npm-shrinkwrap.json",
            ".npmrc",
            "pnpm-lock.yaml",
            "pnpm-workspace.yaml",
            "yarn.lock",
            ".yarnrc",
            ".yarnrc.yml",
            "bun.lock",
            "bun.lockb");

    @Override
    public String name() {
        try {
            return isApplicable() ? manager().program() : "npm";
        } catch (ToolExecutionException e) {
            return "npm"; // The manifest is not readable, which npm then reports.
        }
    }

    @Override
    public Optional<String> missingProgram() {
        String program = name();
        return build.isInstalled(program) || build.isInstalled("npm") ? Optional.empty() : Optional.of(program);
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return BUILD_FILES.contains(fileName);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("package.json");
    }

    @Override
    public boolean hasTests() {
        return !workspace().testedPackages().isEmpty();
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        return fetchManager(call).or(() -> install(call));
    }

    private NodeWorkspace workspace() {
        return new NodeWorkspace(build);
    }

    private NodePackageTool manager() {
        return NodePackageTool.detect(build, workspace().manifest());
    }

    /** Yarn since version 2 is often in the project itself, and a yarn on the PATH is most often an older one. */
    private boolean isManagerInstalled() {
        NodePackageTool manager = manager();
        return build.isInstalled(manager.program())
                && (manager.kind() != NodePackageTool.Kind.YARN
                        || build.readText(".yarnrc.yml").contains("yarnPath:"));
    }

    private Optional<String> fetchManager(ToolCall call) {
        if (isManagerInstalled() || Files.isDirectory(managerBin())) {
            return Optional.empty();
        }
        var command = new ArrayList<>(List.of(
                "npm",
                "install",
                "--global",
                "--no-audit",
                "--no-fund",
                "--no-update-notifier",
                "--prefix",
                managerPrefix().toString()));
        if (manager().kind() != NodePackageTool.Kind.BUN) { // Its script puts the program for this machine into place.
            command.add("--ignore-scripts");
        }
        command.add(manager().packageSpec());
        return build.runChecked(call, command, Map.of())
                .map(problem -> manager().program() + " is not installed and cannot be fetched: " + problem);
    }

    private Path managerPrefix() {
        String directory = manager().packageSpec().replaceAll("[^\\w.-]", "_");
        return build.home().resolve(".codeagent/node").resolve(directory);
    }

    private Path managerBin() {
        return managerPrefix().resolve("bin");
    }

    /** @throws ToolExecutionException if the package manager is neither installed nor fetched */
    private Map<String, String> environment() {
        var environment = new HashMap<>(manager().environment(build));
        if (!isManagerInstalled()) {
            if (!Files.isDirectory(managerBin())) {
                throw new ToolExecutionException(manager().program()
                        + " is not installed in this sandbox, and the preparation did not fetch it");
            }
            environment.put("PATH", managerBin() + ":" + build.path());
        }
        return environment;
    }

    /** The program is searched on the PATH of the executor, where a fetched one is not. */
    private List<String> withProgram(List<String> command) {
        boolean fetched = command.getFirst().equals(manager().program()) && !isManagerInstalled();
        var changed = new ArrayList<>(command);
        changed.set(0, fetched ? managerBin().resolve(command.getFirst()).toString() : command.getFirst());
        return changed;
    }

    private boolean hasNoDependencies() {
        JsonObject manifest = workspace().manifest();
        return !build.hasFile("pnpm-workspace.yaml")
                && Stream.of(
                                "dependencies",
                                "devDependencies",
                                "optionalDependencies",
                                "peerDependencies",
                                "workspaces")
                        .noneMatch(manifest::containsKey);
    }

    /** Skips the installation if the build files have not changed; package managers need long to find that out. */
    private Optional<String> install(ToolCall call) {
        if (isInstalled()) {
            return Optional.empty();
        }
        boolean locked = manager().hasLockFile(build);
        ProcessResult outcome;
        // Yarn writes manifests and lock files, and a project whose lock file is outdated is tested with what its
        // manifests say.
        try (var files = FileBackup.of(build.files(), keptFiles())) {
            outcome = runInstall(call, locked);
            if (locked && !outcome.isSuccess() && manager().isLockFileOutdated(outcome.output())) {
                outcome = runInstall(call, false);
            }
        }
        if (outcome.isSuccess()) {
            markInstalled();
            return Optional.empty();
        }
        return Optional.of(manager().program() + " install failed:\n" + BuildEnvironment.outputTail(outcome));
    }

    private List<Path> keptFiles() {
        return Stream.concat(
                        workspace().manifestFiles().stream(),
                        manager().lockFiles().stream().map(build.root()::resolve))
                .toList();
    }

    private ProcessResult runInstall(ToolCall call, boolean locked) {
        String cache = build.home().resolve(".cache").toString();
        return build.run(
                call, withProgram(manager().installCommand(locked, build.networkAllowed(), cache)), environment());
    }

    /** Commands can plant a link here. */
    void markInstalled() {
        try {
            build.files().write(markerFile(), digest().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isInstalled() {
        if (hasNoDependencies()) {
            return true;
        }
        try {
            boolean modules = Files.isDirectory(build.root().resolve("node_modules")) || build.hasFile(".pnp.cjs");
            return modules
                    && Files.isRegularFile(markerFile())
                    && RegularFiles.readString(markerFile()).equals(digest());
        } catch (IOException e) {
            return false;
        }
    }

    private Path markerFile() {
        return build.workspace().root().resolve(".git/npm-installed");
    }

    private String digest() {
        var digest = new Digest();
        for (String file : BUILD_FILES) {
            digest.add(build.readText(file));
        }
        return digest.hex();
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        Optional<String> problem = install(call);
        if (problem.isPresent()) {
            throw new ToolExecutionException(problem.get());
        }
        List<NodeWorkspace.TestedPackage> packages = workspace().testedPackages();
        var cases = new ArrayList<TestCase>();
        Optional<ProcessResult> all = Optional.empty();
        for (NodeWorkspace.TestedPackage tested : packages) {
            Path report = build.newReportFile("npm-tests");
            NodeTestRunner runner = NodeTestRunner.detect(tested.script());
            var environment = new HashMap<>(environment());
            environment.putAll(runner.environment(report));
            ProcessResult outcome = build.runIn(
                    tested.directory(),
                    call,
                    withProgram(
                            runner.command(manager(), manager().hasLockFile(build), tested.script(), report, filter)),
                    environment);
            String prefix =
                    tested.directory().equals(build.root()) ? "" : build.root().relativize(tested.directory()) + ": ";
            runner.readReport(report, outcome.stdout(), build.root())
                    .forEach(test -> cases.add(test.withName(prefix + test.name())));
            all = all.map(before -> concat(before, outcome)).or(() -> Optional.of(outcome));
            if (outcome.reason() != TerminationReason.EXITED) {
                break;
            }
        }
        return TestResultFormatter.format(
                name(), all.orElseThrow(() -> new ToolExecutionException("the project has no script 'test'")), cases);
    }

    /** Two programs as one, which succeeds if both do. */
    private static ProcessResult concat(ProcessResult first, ProcessResult second) {
        return new ProcessResult(
                first.exitCode() == 0 ? second.exitCode() : first.exitCode(),
                first.output() + second.output(),
                first.stdout() + second.stdout(),
                first.stderr() + second.stderr(),
                first.durationMillis() + second.durationMillis(),
                second.reason());
    }
}
