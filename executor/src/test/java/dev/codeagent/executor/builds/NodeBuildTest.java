package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.executor.commands.ProcessContext;
import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskQuota;
import dev.codeagent.executor.files.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package manager a JavaScript project has, and which of its packages have tests. */
class NodeBuildTest {
    private Path root;
    private Path home;
    private String path = "/usr/bin:/bin";

    @BeforeEach
    void createDirectories(@TempDir Path temporary) throws IOException {
        Path folder = temporary.toRealPath();
        root = Files.createDirectory(folder.resolve("workspace"));
        home = Files.createDirectory(folder.resolve("home"));
    }

    private void write(String file, String text) throws IOException {
        Path target = root.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    private BuildEnvironment build() {
        var runner = new ProcessRunner(new ProcessContext(
                root, Map.of("PATH", path), DiskQuota.unlimited(), new ProcessTree("node-build-test", false)));
        return new BuildEnvironment(
                new Workspace(root), "", runner, Duration.ofSeconds(20), false, home, root.resolveSibling("scratch"));
    }

    private NodePackageTool detect() {
        return NodePackageTool.detect(build(), new NodeWorkspace(build()).manifest());
    }

    @ParameterizedTest
    @CsvSource({
        "pnpm@9.0.0,pnpm@9.0.0",
        "pnpm@10.1.0+sha512.abc,pnpm@10.1.0",
        "yarn@1.22.22,yarn@1.22.22",
        "yarn@4.5.0,@yarnpkg/cli-dist@4.5.0",
        "yarn@3.6.0-rc.1,@yarnpkg/cli-dist@3.6.0-rc.1",
        "bun@1.1.0,bun@1.1.0",
        "pnpm@https://example.org/pnpm.tgz,npm@latest",
        "pnpm@9; touch /tmp/x,pnpm@9",
        "--prefix=/@1,npm@latest"
    })
    void isTheOneThatThePackageManagerFieldNames(String field, String packageSpec) throws IOException {
        write("package.json", "{\"packageManager\": \"" + field + "\"}");

        assertThat(detect().packageSpec()).isEqualTo(packageSpec);
    }

    @ParameterizedTest
    @CsvSource({
        "pnpm-lock.yaml,lockfileVersion: '9.0',pnpm@9",
        "pnpm-lock.yaml,lockfileVersion: 5.4,pnpm@7",
        "pnpm-lock.yaml,lockfileVersion: '6.0',pnpm@8",
        "pnpm-workspace.yaml,packages:,pnpm@9",
        "yarn.lock,# yarn lockfile v1,yarn@1.22",
        "yarn.lock,__metadata:,@yarnpkg/cli-dist@4",
        ".yarnrc.yml,nodeLinker: node-modules,@yarnpkg/cli-dist@4",
        "bun.lock,{},bun@1",
        "package-lock.json,{},npm@latest"
    })
    void isOtherwiseThatOfTheLockFile(String file, String text, String packageSpec) throws IOException {
        write("package.json", "{}");
        write(file, text + "\n");

        assertThat(detect().packageSpec()).isEqualTo(packageSpec);
    }

    @Test
    void readsOtherSignsOfAPackageManager() throws IOException {
        write("package.json", "{\"devEngines\": {\"packageManager\": {\"name\": \"pnpm\", \"version\": \"^10.2.0\"}}}");
        assertThat(detect().packageSpec()).isEqualTo("pnpm@10.2.0");

        write("package.json", "{\"devDependencies\": {\"@x/a\": \"workspace:*\"}}");
        assertThat(detect().packageSpec()).isEqualTo("pnpm@9");
    }

    @Test
    void namesTheProgramThatIsMissing() throws IOException {
        path = home.toString();
        write("package.json", "{\"packageManager\": \"pnpm@9.0.0\"}");
        assertThat(new NodeBuild(build()).missingProgram()).contains("pnpm");

        Files.createFile(home.resolve("npm")).toFile().setExecutable(true);
        assertThat(new NodeBuild(build()).missingProgram())
                .as("npm can fetch it")
                .isEmpty();
    }

    @Test
    void testsTheRootIfItHasAScript() throws IOException {
        write("package.json", "{\"scripts\": {\"test\": \"node --test\"}, \"workspaces\": [\"packages/*\"]}");
        write("packages/a/package.json", "{\"scripts\": {\"test\": \"node --test\"}}");

        assertThat(testedPackages()).containsExactly("");
    }

    @Test
    void testsThePackagesOfTheWorkspaceOtherwise() throws IOException {
        String tested = "{\"scripts\": {\"test\": \"node --test\"}}";
        write("package.json", "{\"workspaces\": {\"packages\": [\"./apps/*/\", \"libs/**\", \"!**/skipped\"]}}");
        write("apps/a/package.json", tested);
        write("apps/skipped/package.json", tested);
        write("apps/untested/package.json", "{\"scripts\": {\"test\": \"echo no test specified\"}}");
        write("apps/broken/package.json", "{");
        write("libs/x/y/package.json", tested);
        write("other/package.json", tested);
        write("apps/a/node_modules/dep/package.json", tested);
        assertThat(testedPackages()).containsExactly("apps/a", "libs/x/y");

        write("package.json", "{\"packageManager\": \"pnpm@9.0.0\"}");
        write(
                "pnpm-workspace.yaml",
                "packages:\n  # all\n  - 'apps/*'\n  - \"libs/x/*\" # nested\n  - '!apps/skipped'\ncatalog:\n  - other\n");
        assertThat(testedPackages()).containsExactly("apps/a", "libs/x/y");
    }

    /** Manifests come from anyone. */
    @Test
    void endsForHostilePatterns() throws IOException {
        String stars = "**/".repeat(40) + "x" + "/**".repeat(40);
        write("package.json", "{\"workspaces\": [\"" + stars + "\", \"{{{\", \"[\", \"a".repeat(10_000) + "\"]}");
        write("pnpm-workspace.yaml", "packages:\n" + "\n \n".repeat(50_000) + "  - '" + stars + "'\n");
        write("a/b/c/d/package.json", "{\"scripts\": {\"test\": \"x\"}}");

        assertThat(testedPackages()).isEmpty();
    }

    private List<String> testedPackages() {
        return new NodeWorkspace(build())
                .testedPackages().stream()
                        .map(p -> root.relativize(p.directory()).toString())
                        .toList();
    }
}
