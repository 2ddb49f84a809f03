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
