package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.executor.commands.ProcessContext;
import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskQuota;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a Python that only writes down what pip is asked to install, and cannot install what is named in {@code broken}. */
class PythonPackagesTest {
    private Path folder;
    private Path venv;

    @BeforeEach
    void createVirtualEnvironment(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        Files.createDirectory(folder.resolve("workspace"));
        venv = folder.resolve("venv");
        Path python = Files.createDirectories(venv.resolve("bin")).resolve("python");
        Files.writeString(python, """
                #!/bin/sh
                [ "$1" != -c ] || { cat "$0.needed"; exit 0; }
                echo "$*" | sed 's/.*--no-input //' >> "$0.log"
                for word in $(cat "$0.broken"); do
                  case "$*" in *"$word"*) echo "cannot build what $word names"; exit 1 ;; esac
                done
                """);
        assertThat(python.toFile().setExecutable(true)).isTrue();
        broken("");
        needed("{}");
    }

    private void broken(String words) throws IOException {
        Files.writeString(venv.resolve("bin/python.broken"), words);
    }

    private void needed(String json) throws IOException {
        Files.writeString(venv.resolve("bin/python.needed"), json);
    }

    private Optional<String> install(String... files) {
        Path workspace = folder.resolve("workspace");
        var runner = new ProcessRunner(new ProcessContext(
                workspace,
                Map.of("PATH", System.getenv("PATH")),
                DiskQuota.unlimited(),
                new ProcessTree("python-packages-test", false)));
        var build = new BuildEnvironment(
                new Workspace(workspace),
                "",
                runner,
                Duration.ofSeconds(20),
                true,
                folder.resolve("home"),
                folder.resolve("scratch"));
        var call = new ToolCall("c-1", new JsonArguments(JsonValue.EMPTY_JSON_OBJECT), text -> {});
        return new PythonPackages(build, venv).install(call, List.of(files));
    }

    private List<String> installed() throws IOException {
        return Files.readAllLines(venv.resolve("bin/python.log"));
    }

    @Test
    void installsAllFilesAndTheProjectWithItsExtras() throws Exception {
        needed("{\"package\": true, \"extras\": [\"dev\", \"test\"], \"local\": [\"lib\"]}");

        assertThat(install("requirements.txt", "requirements/dev.txt")).isEmpty();
        assertThat(installed())
                .containsExactly(
                        "install pytest -r requirements.txt -r requirements/dev.txt", "install -e lib .[dev,test]");
    }

    @Test
    void leavesOutWhatIsForDevelopmentIfItCannotBeInstalled() throws Exception {
        needed("{\"package\": true, \"extras\": [\"docs\", \"tests\", \"fast\"]}");
        broken("dev.txt docs");

        assertThat(install("requirements.txt", "requirements/tests.txt", "requirements/dev.txt"))
                .isEmpty();
        assertThat(installed())
                .containsExactly(
                        "install pytest -r requirements.txt -r requirements/tests.txt -r requirements/dev.txt",
                        "install pytest -r requirements.txt -r requirements/tests.txt",
                        "install .[docs,tests,fast]",
                        "install .[tests,fast]");
    }

    @Test
    void reportsProblemsOfWhatTestsNeed() throws Exception {
        broken("tests.txt");

        assertThat(install("requirements/tests.txt", "requirements/dev.txt"))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("pip", "-r requirements/tests.txt failed:", "cannot build what tests.txt names"));
    }

    @Test
    void reportsProblemsOfTheOnlyFileThatCanBeForTests() throws Exception {
        broken("requirements-dev.txt");

        assertThat(install("requirements.txt", "requirements-dev.txt")).isPresent();
        assertThat(installed()).hasSize(1);
    }

    @Test
    void installsTheDependenciesOfAProjectThatCannotBeBuilt() throws Exception {
        needed("{\"package\": true, \"extras\": [\"test\"], \"dependencies\": [\"six\"]}");
        broken(".[test]");

        assertThat(install()).isEmpty();
        assertThat(installed()).containsExactly("install pytest", "install .[test]", "install six");
    }

    @Test
    void reportsAProjectThatCannotBeBuiltAndWhoseDependenciesAreNotKnown() throws Exception {
        needed("{\"package\": true, \"extras\": [\"test\"], \"dependencies\": null}");
        broken(".[test]");

        assertThat(install()).isPresent();
    }
}
