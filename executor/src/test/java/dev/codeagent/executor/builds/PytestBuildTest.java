package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PytestBuildTest {
    @TempDir
    Path folder;

    private Path site;
    private Path project;

    @Test
    void removesTheProjectsCodeButKeepsItsMetadata() throws Exception {
        project = Files.createDirectories(folder.resolve("a project"));
        site = Files.createDirectories(folder.resolve("site"));
        installPackage("own", "own/__init__.py", project.toUri().toString(), "{}");
        installPackage("editable", "editable.pth", project.toUri().toString(), "{\"editable\": true}");
        installPackage("other", "other.py", folder.toUri().toString(), "{}");
        installPackage("fetched", "fetched.py", "https://example.org/fetched.whl", "{}");
        Files.createDirectories(site.resolve("shared"));
        Files.writeString(site.resolve("shared/theirs.py"), "");
        writeRecordFile("own", "own/__init__.py,,\nown/gone.py,,\nown/deep/x.py,,\nshared/mine.py,,\n../bin/own,,\n");
        createFile("own/deep/x.py");
        createFile("shared/mine.py");
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("own");
        Files.writeString(program, "#!");

        String version = runPython(PytestBuild.KEEP_METADATA_SCRIPT + "print(importlib.metadata.version('own'))");

        assertThat(version).isEqualTo("1.5");
        assertThat(site.resolve("own")).doesNotExist();
        assertThat(site.resolve("shared/mine.py")).doesNotExist();
        assertThat(site.resolve("shared/theirs.py")).exists();
        assertThat(program).exists();
        assertThat(site.resolve("editable.pth")).exists();
        assertThat(site.resolve("other.py")).exists();
        assertThat(site.resolve("fetched.py")).exists();
    }

    @Test
    void readsTestDependenciesFromAllBuildFiles() throws Exception {
        assertThat(testDependencies("pyproject.toml", "[project]\nname = 'x'\noptional-dependencies.test = ['a']\n"))
                .isEqualTo("{\"extras\": [\"test\"], \"groups\": [], \"requirements\": []}");
        assertThat(testDependencies("pyproject.toml", "[dependency-groups]\ndev = ['a']\ntests = []\ndocs = []\n"))
                .contains("\"groups\": [\"tests\", \"dev\"]");
        assertThat(testDependencies("pyproject.toml", """
                        [tool.poetry.dev-dependencies]
                        python = "^3.9"
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
                        [tool.poetry.group.docs.dependencies]
                        sphinx = "*"
                        """))
                .endsWith("\"requirements\": [\"caret>=1.2.3,<2\", \"zero>=0.0.3,<0.0.4\", \"young>=0.4,<0.5\","
                        + " \"major>=2,<3\", \"tilde>=1.2.3,<1.3\", \"exact==1.4\", \"any\", \"range>=1.0,<2.0\","
                        + " \"full[x,y]>=5.1,<6\", \"many\"]}");
        Files.delete(project.resolve("pyproject.toml"));
        assertThat(testDependencies("tox.ini", """
                        [tox]
                        envlist = py3
                        [testenv]
                        deps =
                            hypothesis>=6 # as of now
                            py27: mock
                            -r requirements.txt
                            {env:MORE}
                        """)).endsWith("\"requirements\": [\"hypothesis>=6\"]}");
        Files.delete(project.resolve("tox.ini"));
        assertThat(runPython(PytestBuild.TEST_DEPENDENCIES_SCRIPT))
                .isEqualTo("{\"extras\": [], \"groups\": [], \"requirements\": []}");
    }

    private String testDependencies(String file, String text) throws IOException, InterruptedException {
        site = Files.createDirectories(folder.resolve("site"));
        project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve(file), text);
        return runPython(PytestBuild.TEST_DEPENDENCIES_SCRIPT);
    }

    private void createFile(String path) throws IOException {
        Path file = site.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    private void writeRecordFile(String name, String files) throws IOException {
        Files.writeString(site.resolve(name + "-1.5.dist-info/RECORD"), files);
    }

    private void installPackage(String name, String file, String url, String directoryInfo) throws IOException {
        createFile(file);
        createFile(name + "-1.5.dist-info/METADATA");
        Files.writeString(
                site.resolve(name + "-1.5.dist-info/METADATA"),
                "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.5\n");
        writeRecordFile(name, file + ",,\n" + name + "-1.5.dist-info/METADATA,,\n");
        Files.writeString(
                site.resolve(name + "-1.5.dist-info/direct_url.json"),
                "{\"url\": \"" + url + "\", \"dir_info\": " + directoryInfo + "}");
    }

    private String runPython(String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("python3", "-c", script).directory(project.toFile());
        builder.environment().put("PYTHONPATH", site.toString());
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(text).isZero();
        return text.strip();
    }
}
