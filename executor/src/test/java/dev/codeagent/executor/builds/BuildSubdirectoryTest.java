package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.commands.ProcessContext;
import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskQuota;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds of a part of a repository. */
class BuildSubdirectoryTest {
    private Path folder;
    private Path root;

    @BeforeEach
    void createWorkspace(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        root = Files.createDirectory(folder.resolve("workspace"));
        Files.createDirectories(root.resolve("services/pay"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("services/pay/go.mod"), "module pay\n");
        runner().run(new dev.codeagent.executor.commands.ProcessSpec(
                "init", List.of("sh", "-c", "git init -q . && git add -A"), root, Duration.ofSeconds(20)));
    }

    private ProcessRunner runner() {
        return new ProcessRunner(new ProcessContext(
                root,
                Map.of(),
                DiskQuota.unlimited(),
                new ProcessTree(folder.getFileName().toString(), false)));
    }

    private BuildEnvironment build(String subdirectory) {
        return new BuildEnvironment(
                new Workspace(root),
                subdirectory,
                runner(),
                Duration.ofSeconds(20),
                false,
                folder.resolve("home"),
                folder.resolve("scratch"));
    }

    private String tools(String subdirectory) {
        var info = new BuildTools(build(subdirectory), new Git(runner()), List.of())
                .projectInfo(new ToolCall("c-1", new JsonArguments(JsonValue.EMPTY_JSON_OBJECT), text -> {}))
                .structured();
        return info.getJsonArray("tools") + " " + info.getJsonArray("missing");
    }

    @Test
    void usesTheBuildOfTheSubdirectory() {
        assertThat(tools("")).contains("maven").doesNotContain("go");
        assertThat(tools("services/pay")).contains("go").doesNotContain("maven");
        assertThat(tools("services")).isEqualTo("[] []");
    }

    @Test
    void runsProgramsInTheSubdirectory() {
        var call = new ToolCall("c-1", new JsonArguments(JsonValue.EMPTY_JSON_OBJECT), text -> {});

        assertThat(build("services/pay")
                        .run(call, List.of("pwd"), Map.of())
                        .stdout()
                        .strip())
                .isEqualTo(root.resolve("services/pay").toString());
    }

    @Test
    void readsTheManifestOfTheSubdirectoryAndMarksItsInstallationInTheRepository() throws IOException {
        Files.writeString(root.resolve("package.json"), "{\"scripts\": {\"test\": \"echo root\"}}");
        Files.writeString(root.resolve("services/pay/package.json"), "{\"scripts\": {\"test\": \"node --test\"}}");
        var build = build("services/pay");

        new NodeBuild(build).markInstalled();

        assertThat(new NodeWorkspace(build).testedPackages())
                .containsExactly(new NodeWorkspace.TestedPackage(root.resolve("services/pay"), "node --test"));
        assertThat(root.resolve(".git/npm-installed")).isNotEmptyFile();
        assertThat(root.resolve("services/pay/.git")).doesNotExist();
    }

    @Test
    void followsNoLinkOutOfTheWorkspace() throws IOException {
        Path results = Files.createDirectories(folder.resolve("results/pay"));
        Files.writeString(results.resolve("go.mod"), "module forged\n");
        Files.move(root.resolve("services"), root.resolve("moved"));
        Files.createSymbolicLink(root.resolve("services"), folder.resolve("results"));
        var build = build("services/pay");

        assertThatThrownBy(build::root)
                .isInstanceOf(ToolExecutionException.class)
                .hasMessageContaining("leads out of the workspace");
        assertThatThrownBy(() -> tools("services/pay")).isInstanceOf(ToolExecutionException.class);
    }
}
