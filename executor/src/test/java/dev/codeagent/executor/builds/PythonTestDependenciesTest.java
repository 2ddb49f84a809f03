package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tests need is read from the build files of every tool. */
class PythonTestDependenciesTest {
    private static final String BUILD_SYSTEM = "[build-system]\nrequires = ['setuptools']\n";

    @TempDir
    Path project;

    private void write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private JsonObject read() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", "-c", PythonPackages.TEST_DEPENDENCIES_SCRIPT)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(text).isZero();
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private List<String> read(String name) throws IOException, InterruptedException {
        return read().getJsonArray(name).getValuesAs(JsonString::getString);
    }

    @Test
    void needsNothingWithoutBuildFiles() throws Exception {
        assertThat(read().toString())
                .isEqualTo("{\"extras\":[],\"groups\":[],\"requirements\":[],\"files\":[],\"local\":[],"
                        + "\"package\":false,\"dependencies\":null}");
    }

    @Test
    void uvInstallsTheGroupsAndExtrasOfTests() {
        JsonObject needed = Json.createObjectBuilder()
                .add("groups", Json.createArrayBuilder().add("dev").add("test"))
                .add("extras", Json.createArrayBuilder().add("web"))
                .build();

        assertThat(String.join(" ", PythonPackages.syncCommand("uv", needed)))
                .startsWith("uv sync --frozen ")
                .endsWith(" --group dev --group test --extra web");
    }

    @Test
    void readsTheDevelopmentDependenciesOfUv() throws Exception {
        write("pyproject.toml", """
                [project]
                name = "pkg"
                version = "0.1"
                dependencies = ["six"]
                [tool.uv]
                dev-dependencies = ["pytest", "pytest-cov", "forked>=1"]
                default-groups = ["lint"]
                [dependency-groups]
                lint = ["ruff"]
                docs = ["sphinx"]
                [tool.uv.sources]
                forked = { git = "https://example.org/forked", tag = "v1" }
                """);

        assertThat(read("requirements"))
                .containsExactly("pytest", "pytest-cov", "forked @ git+https://example.org/forked@v1", "ruff", "six");
        assertThat(read().getBoolean("package")).as("without a build system").isFalse();
    }

    /** The pip of older Pythons has no --group. */
    @Test
    void expandsDependencyGroups() throws Exception {
        write("pyproject.toml", BUILD_SYSTEM + """
                [project]
                name = "pkg"
                [dependency-groups]
                dev = [{include-group = "unit"}, "a", {include-group = "dev"}]
                unit = ["pytest>=8", {include-group = "cov"}]
                cov = ["coverage"]
                docs = ["sphinx"]
                """);

        assertThat(read("requirements")).containsExactly("pytest>=8", "coverage", "a");
        assertThat(read("groups")).containsExactly("dev", "unit");
        assertThat(read().getBoolean("package")).isTrue();
    }

    @Test
    void readsExtrasOfEveryKindOfProject() throws Exception {
        write("pyproject.toml", BUILD_SYSTEM + """
                [project]
                name = "x"
                optional-dependencies.test = ["a"]
                optional-dependencies.ci = ["pytest"]
                optional-dependencies.docs = ["b"]
                """);
        assertThat(read("extras")).containsExactly("test", "ci");

        write("pyproject.toml", BUILD_SYSTEM);
        write("setup.cfg", "[options.extras_require]\ntesting =\n    pytest\ndocs =\n    sphinx\n");
        write("setup.py", "from setuptools import setup\nsetup(extras_require={'dev': ['a'], 'docs': ['b']})\n");
        assertThat(read("extras")).containsExactly("testing", "dev");
    }

    @Test
    void convertsPoetry() throws Exception {
        write("pyproject.toml", """
                [tool.poetry]
                package-mode = false
                [tool.poetry.dependencies]
                python = "^3.9"
                six = "^1"
                [tool.poetry.dev-dependencies]
                caret = "^1.2.3"
                zero = "^0.0.3"
                young = "^0.4"
                major = "^2"
                [tool.poetry.group.test.dependencies]
                tilde = "~1.2.3"
                exact = "1.4"
                any = "*"
                range = ">=1.0, <2.0"
                full = {version = "^5.1", extras = ["x", "y"]}
                path = {path = "../other"}
                many = [{version = "1", python = "<3"}, {version = "2", python = ">=3"}]
                [tool.poetry.group.unit.dependencies]
                pytest-mock = "*"
                [tool.poetry.group.docs.dependencies]
                sphinx = "*"
                """);

        assertThat(read("requirements"))
                .containsExactly(
                        "caret>=1.2.3,<2",
                        "zero>=0.0.3,<0.0.4",
                        "young>=0.4,<0.5",
                        "major>=2,<3",
                        "tilde>=1.2.3,<1.3",
                        "exact==1.4",
                        "any",
                        "range>=1.0,<2.0",
                        "full[x,y]>=5.1,<6",
                        "many",
                        "pytest-mock",
                        "six>=1,<2");
    }

    @Test
    void readsPdmAndPipenv() throws Exception {
        write("pyproject.toml", "[tool.pdm.dev-dependencies]\ntest = ['pytest', '-e file:///x']\ndoc = ['sphinx']\n");
        write("Pipfile", "[packages]\nsix = '*'\n[dev-packages]\npytest = '>=7'\n");

        assertThat(read("requirements")).containsExactly("pytest", "six", "pytest>=7");
    }

    @Test
    void readsEnvironmentsOfHatch() throws Exception {
        write("pyproject.toml", """
                [project]
                name = "x"
                [project.optional-dependencies]
                fast = ["speed"]
                [tool.hatch.envs.default]
                dependencies = ["pytest", "other @ {root:uri}/other"]
                features = ["fast"]
                [tool.hatch.envs.docs]
                dependencies = ["sphinx"]
                """);
        write("hatch.toml", "[envs.hatch-test]\nextra-dependencies = ['freezegun']\n");

        assertThat(read("requirements")).containsExactly("pytest", "freezegun", "speed");
    }

    @Test
    void readsToxInEveryFormat() throws Exception {
        write("tox.ini", """
                [tox]
                envlist = py3
                [testenv]
                deps =
                    hypothesis>=6 # as of now
                    py27: mock
                    -r requirements/ci.txt
                    {env:MORE}
                extras = fast
                dependency_groups = unit
                """);
        write("requirements/ci.txt", "six\n");
        write("pyproject.toml", "[dependency-groups]\nunit = ['freezegun']\n");
        assertThat(read("requirements")).containsExactly("hypothesis>=6", "freezegun");
        assertThat(read("files")).containsExactly("requirements/ci.txt");
        assertThat(read("extras")).containsExactly("fast");
        Files.delete(project.resolve("tox.ini"));

        write("tox.toml", "[env_run_base]\ndeps = ['a', '-r requirements/ci.txt']\n");
        write("pyproject.toml", "[tool.tox]\nlegacy_tox_ini = '''\n[testenv]\ndeps = b\n'''\n");
        assertThat(read("requirements")).containsExactly("b", "a");
    }

    @Test
    void knowsWhatAPackageNeedsUnlessItsBuildDecides() throws Exception {
        write("pyproject.toml", BUILD_SYSTEM + """
                [project]
                name = "own"
                dependencies = ["requests", "own[fast]"]
                optional-dependencies = {test = ["pytest-mock"], other = ["unused"]}
                """);
        assertThat(read("dependencies")).containsExactly("requests", "pytest-mock");

        write("pyproject.toml", BUILD_SYSTEM + "[tool.poetry.dependencies]\npython = '^3.9'\nsix = '1.16'\n");
        assertThat(read("dependencies")).containsExactly("six==1.16");

        write("pyproject.toml", BUILD_SYSTEM + "[project]\nname = 'own'\ndynamic = ['dependencies']\n");
        assertThat(read().isNull("dependencies")).isTrue();
    }

    /** Without running the file. */
    @Test
    void readsTheInstallationsOfNox() throws Exception {
        write("noxfile.py", """
                import nox
                raise SystemExit("this file is not run")
                @nox.session(python=["3.11"])
                def tests(session):
                    session.install("pytest", "pytest-cov")
                    session.install("-r", "requirements-dev.txt", "-c", "constraints.txt", "-e", ".[fast]")
                @nox.session(name="unit-3")
                def other(session):
                    session.install("freezegun")
                @nox.session
                def docs(session):
                    session.install("sphinx")
                def tests_of_nothing(session):
                    session.install("unused")
                """);
        write("requirements-dev.txt", "six\n");

        assertThat(read("requirements")).containsExactly("pytest", "pytest-cov", "freezegun");
        assertThat(read("files")).containsExactly("requirements-dev.txt");
        assertThat(read("extras")).containsExactly("fast");
    }

    @Test
    void installsTheProjectsOfAWorkspaceFromTheWorkspace() throws Exception {
        write("pyproject.toml", """
                [tool.uv.workspace]
                members = ["packages/*", "../outside"]
                exclude = ["packages/skipped"]
                [dependency-groups]
                dev = ["pytest", "lib-a"]
                """);
        write("packages/a/pyproject.toml", BUILD_SYSTEM + """
                [project]
                name = "lib_a"
                optional-dependencies.test = ["x"]
                [dependency-groups]
                test = ["freezegun"]
                """);
        write("packages/b/pyproject.toml", "[project]\nname = 'b'\ndependencies = ['lib.a', 'attrs']\n");
        write("packages/skipped/pyproject.toml", "[project]\nname = 'skipped'\ndependencies = ['nothing']\n");
        write("packages/no-project/README", "");

        assertThat(read("local")).containsExactly("./packages/a[test]");
        assertThat(read("requirements")).containsExactly("pytest", "freezegun", "attrs");
    }

    @Test
    void ignoresFilesThatCannotBeRead() throws Exception {
        for (String file : List.of("pyproject.toml", "setup.cfg", "tox.ini", "noxfile.py", "setup.py", "hatch.toml")) {
            write(file, "[[[ not a file of any kind (\n");
        }

        assertThat(read("requirements")).isEmpty();
    }
}
