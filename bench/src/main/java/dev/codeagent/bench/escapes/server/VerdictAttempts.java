package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.run.RunEvent.DiffReady;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ChangedTests;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A patch turns tests green by their settings, or by code that runs instead of them, and the verdict does not show it. */
final class VerdictAttempts {
    private static final RunId RUN = new RunId("run-1");

    private VerdictAttempts() {}

    /** @param before shell commands that create the file, or {@code :} */
    private record Change(String file, String before, String after) {}

    private interface Listing {
        List<String> of(RunBranchStore branches, DiffReady patch, HostileRepository repository);
    }

    static List<ServerAttempt> all() {
        var changes = changes();
        addedFiles().forEach((name, file) -> changes.put(name, new Change(file, ":", "echo evil")));
        changes.putAll(addedCode());
        return changes.entrySet().stream()
                .map(change -> ServerAttempt.of(
                        "verdict/settings[" + change.getKey() + "]",
                        "a patch changes what tests report, in "
                                + change.getValue().file() + ", unseen in the verdict",
                        target -> unseen(
                                target,
                                change.getValue(),
                                (branches, patch, repository) -> new ChangedTests(
                                                branches, HostGitOperations.project(repository.folder()))
                                        .list(patch)),
                        target -> unseen(target, change.getValue(), VerdictAttempts::changedTests)))
                .toList();
    }

    private static LinkedHashMap<String, Change> changes() {
        var changes = new LinkedHashMap<String, Change>();
        changes.put("conftest", new Change("conftest.py", ":", "echo collect_ignore_glob = [\\'*\\']"));
        changes.put("pytest", new Change("pytest.ini", "echo [pytest]", "printf '[pytest]\\naddopts = -k none\\n'"));
        changes.put(
                "pyproject",
                new Change(
                        "pyproject.toml",
                        "printf '[project]\\nname = \"a\"\\n'",
                        "printf '[project]\\nname = \"a\"\\n[tool.pytest.ini_options]\\naddopts = \"-k none\"\\n'"));
        changes.put(
                "npm-script",
                new Change(
                        "package.json",
                        "echo '{\"scripts\": {\"test\": \"jest\"}}'",
                        "echo '{\"scripts\": {\"test\": \"true\"}}'"));
        changes.put("jest", new Change("jest.config.js", ":", "echo 'module.exports = {testMatch: []}'"));
        changes.put(
                "surefire",
                new Change(
                        "pom.xml",
                        "echo '<project><properties/></project>'",
                        "echo '<project><properties><skipTests>true</skipTests></properties></project>'"));
        changes.put("maven", new Change(".mvn/maven.config", ":", "echo -DskipTests"));
        changes.put("gradle", new Change("build.gradle", "echo", "echo 'test { enabled = false }'"));
        changes.put("cargo", new Change("Cargo.toml", "echo '[package]'", "printf '[package]\\nautotests = false\\n'"));
        changes.put(
                "go-replace",
                new Change(
                        "go.mod",
                        "printf 'module a.org/a\\nrequire b.org/b v1.0.0\\n'",
                        "printf 'module a.org/a\\nrequire b.org/b v1.0.0\\nreplace b.org/b => ./b\\n'"));
        changes.put(
                "npm-local",
                new Change(
                        "package.json",
                        "echo '{\"devDependencies\": {\"jest\": \"^30.0.0\"}}'",
                        "echo '{\"devDependencies\": {\"jest\": \"file:./evil\"}}'"));
        changes.put(
                "npm-lock",
                new Change(
                        "package-lock.json",
                        "echo '{\"packages\": {\"node_modules/jest\": {}}}'",
                        "echo '{\"packages\": {\"node_modules/jest\": {\"resolved\": \"evil\", \"link\": true}}}'"));
        changes.put("requirements", new Change("requirements.txt", "echo pytest", "echo ./evil"));
        changes.put(
                "entry-point",
                new Change(
                        "pyproject.toml",
                        "printf '[project]\\nname = \"a\"\\n'",
                        "printf '[project]\\nname = \"a\"\\nentry-points.pytest11.a = \"evil\"\\n'"));
        changes.put(
                "indented-header",
                new Change(
                        "pyproject.toml",
                        "printf '[project]\\nname = \"a\"\\n'",
                        "printf '[project]\\nname = \"a\"\\n [tool.pytest.ini_options]\\naddopts = \"-k none\"\\n'"));
        changes.put(
                "header-comment",
                new Change(
                        "setup.cfg",
                        "printf '[metadata]\\nname = a\\n'",
                        "printf '[metadata]\\nname = a\\n[tool:pytest] ; x\\naddopts = -k none\\n'"));
        changes.put(
                "npm-engines",
                new Change(
                        "package.json",
                        "echo '{}'",
                        "echo '{\"devEngines\": {\"packageManager\": {\"name\": \"pnpm\"}}}'"));
        changes.put("yarn-lock", new Change("yarn.lock", "echo", "echo '  resolved \"file:./evil.tgz\"'"));
        changes.put("python-patch", code("test_aaa.py", "import pytest; pytest.Function.runtest = lambda self: None"));
        changes.put("node-patch", code("aaa.test.js", "Runnable.prototype.run = done => done()"));
        changes.put("subproject", new Change("module/build.gradle", ":", "echo 'test { enabled = false }'"));
        return changes;
    }

    /** Files that a build or a test runner loads by their names. */
    private static Map<String, String> addedFiles() {
        return Map.ofEntries(
                Map.entry("pytest-module", "pytest.py"),
                Map.entry("pytest-source", "src/pytest.py"),
                Map.entry("pytest-package", "_pytest/__init__.py"),
                Map.entry("nested-conftest", "tests/unit/conftest.py"),
                Map.entry("sitecustomize", "src/sitecustomize.py"),
                Map.entry("usercustomize", "usercustomize.py"),
                Map.entry("python-library", "unittest/__init__.py"),
                Map.entry("python-dependency", "hypothesis.py"),
                Map.entry("path-file", "lib/evil.pth"),
                Map.entry("plugin-metadata", "evil-1.dist-info/entry_points.txt"),
                Map.entry("bytecode", "__pycache__/calc.cpython-311.pyc"),
                Map.entry("setup", "setup.py"),
                Map.entry(
                        "junit-listener",
                        "src/test/resources/META-INF/services/org.junit.platform.launcher.TestExecutionListener"),
                Map.entry(
                        "junit-extension",
                        "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension"),
                Map.entry("junit-properties", "src/test/resources/junit-platform.properties"),
                Map.entry("junit-class", "src/test/java/org/junit/jupiter/api/Assertions.java"),
                Map.entry("compiled-class", "target/test-classes/org/junit/Assert.class"),
                Map.entry("maven-wrapper", "mvnw"),
                Map.entry("maven-extensions", ".mvn/extensions.xml"),
                Map.entry("gradle-wrapper", "gradle/wrapper/gradle-wrapper.jar"),
                Map.entry("gradle-code", "buildSrc/src/main/java/Evil.java"),
                Map.entry("gradle-logic", "build-logic/src/main/kotlin/evil.gradle.kts"),
                Map.entry("gradle-init", "init.gradle"),
                Map.entry("gradle-settings", "settings.gradle"),
                Map.entry("rust-build", "build.rs"),
                Map.entry("rust-config", ".cargo/config.toml"),
                Map.entry("go-work", "go.work"),
                Map.entry("go-vendor", "vendor/b.org/b/b.go"),
                Map.entry("node-modules", "node_modules/jest/index.js"),
                Map.entry("node-runner", "jest.js"),
                Map.entry("vitest", "vitest.config.ts"),
                Map.entry("mocha", ".mocharc.json"),
                Map.entry("babel", "babel.config.js"),
                Map.entry("makefile", "Makefile"),
                Map.entry("attributes", ".gitattributes"));
    }

    /** Code that acts on the process of the tests when it is loaded with them. */
    private static Map<String, Change> addedCode() {
        return Map.of(
                "go-main", code("zz_test.go", "package a; func TestMain(m *testing.M) { os.Exit(0) }"),
                "go-init", code("zz_test.go", "package a; func init() { fmt.Print(report) }"),
                "go-source", code("zz.go", "package a; func init() { fmt.Print(report) }"),
                "go-exit", code("zz_test.go", "package a; var _ = exit(os.Exit)"),
                "python-exit", code("test_zz.py", "import os; os._exit(0)"),
                "python-plugin", code("test_zz.py", "pytest_plugins = [\"evil\"]"),
                "java-exit", code("src/test/java/ZTest.java", "class ZTest { static { System.exit(0); } }"),
                "java-package", code("src/main/java/A.java", "package org.junit.jupiter.api; class Assertions {}"),
                "rust-section", code("src/zz.rs", "#[link_section = \".init_array\"] static A: fn() = forge;"),
                "node-exit", code("zz.test.js", "process.exit(0)"));
    }

    private static Change code(String file, String text) {
        return new Change(file, ":", "echo '" + text + "'");
    }

    private static Optional<String> unseen(ServerTarget target, Change change, Listing listing)
            throws IOException, InterruptedException {
        String write = "mkdir -p \"$(dirname " + change.file() + ")\"; ";
        String create = change.before().equals(":") ? ":" : write + change.before() + " > " + change.file();
        var repository = HostileRepository.create(target, create + "; git add -A; git commit -q --allow-empty -m Old");
        HostGitOperations.snapshot(repository.folder(), RUN.value());
        String patch = repository.shell(write + change.after() + " > " + change.file()
                + "; git add -A; git diff --cached --no-color; git reset -q --hard");
        var branches = new RunBranchStore(repository.folder().resolve("data"), PathMapping.IDENTITY);
        var project = HostGitOperations.project(repository.folder());
        String base = new WorkspaceStore(repository.folder().resolve("data"), PathMapping.IDENTITY)
                .openExisting(project, RUN)
                .baseCommit();
        RunBranchStore.Commit commit =
                branches.commit(project, RUN, base, patch.getBytes(StandardCharsets.UTF_8), "Change");
        if (commit.files().stream().noneMatch(file -> file.path().equals(change.file()))) {
            throw new IOException("the patch does not change " + change.file() + ": " + patch);
        }
        List<String> shown = listing.of(
                branches, new DiffReady(commit.branch(), commit.id(), commit.files(), commit.leftOut()), repository);
        return shown.contains(change.file()) ? Optional.empty() : Optional.of("the verdict does not show the change");
    }

    /** Only changed files in directories of tests, whatever build, settings and new files say. */
    private static List<String> changedTests(RunBranchStore branches, DiffReady patch, HostileRepository repository) {
        return patch.files().stream()
                .filter(file -> !file.status().equals("added"))
                .map(FileChange::path)
                .filter(path -> path.matches("(.*/)?tests?/.*"))
                .toList();
    }
}
