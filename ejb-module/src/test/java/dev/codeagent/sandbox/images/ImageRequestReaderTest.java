package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.CommitFiles;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads image requests of projects from real commits. */
class ImageRequestReaderTest {
    private static final String DEV = ".devcontainer/devcontainer.json";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final ProgressListener listener = new ProgressListener() {
        @Override
        public void info(String code, String text) {}

        @Override
        public void warn(String code, String text) {
            warnings.add(text);
        }

        @Override
        public void throwIfCancelled() {}
    };
    private int runCount;

    private ImageRequestReaderTest put(String path, String text) throws IOException {
        Path file = folder.resolve("tree").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    private CommitFiles commit() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project, new RunId("run-" + ++runCount))
                .baseFiles(ImageRequestReader.PATHS);
    }

    private Optional<ImageRequest> imageRequest() throws IOException {
        return ImageRequestReader.read(commit(), listener);
    }

    @Test
    void ignoresADockerfileOutsideTheCodeagentDirectory() throws Exception {
        put("Dockerfile", "FROM scratch");

        assertThat(imageRequest()).isEmpty();
    }

    @Test
    void usesTheFirstExistingFile() throws Exception {
        put(".codeagent/Dockerfile", "FROM a");
        assertThat(imageRequest().orElseThrow().source()).isEqualTo(".codeagent/Dockerfile");

        put(DEV, "{\"image\": \"b\"}");
        assertThat(imageRequest().orElseThrow().image()).contains("b");

        put(".codeagent/sandbox.json", "{\"image\": \"c\"}");
        assertThat(imageRequest().orElseThrow().image()).contains("c");
    }

    @Test
    void usesTheCodeagentDockerfileWhenTheDevcontainerNamesNoImage() throws Exception {
        put(".codeagent/Dockerfile", "FROM a")
                .put(DEV, "{\"dockerComposeFile\": \"c.yml\", \"postCreateCommand\": \"x\"}");

        ImageRequest imageRequest = imageRequest().orElseThrow();

        assertThat(imageRequest.buildSpec())
                .contains(new ImageBuildSpec(".codeagent/Dockerfile", ".codeagent", "", Map.of()));
        assertThat(imageRequest.commands()).containsExactly("x");
    }

    @Test
    void failsOnAnInvalidSandboxFileButOnlyWarnsAboutAnInvalidDevcontainer() throws Exception {
        put(DEV, "{");
        assertThat(imageRequest()).isEmpty();
        assertThat(warnings).singleElement().asString().contains(DEV, "is not a JSON object");

        put(".codeagent/sandbox.json", "{");
        assertThatThrownBy(this::imageRequest)
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(".codeagent/sandbox.json is not a JSON object");
    }

    @Test
    void rejectsASymbolicLink() throws Exception {
        put("secret.json", "{\"image\": \"x\"}");
        Files.createDirectories(folder.resolve("tree/.codeagent"));
        Files.createSymbolicLink(folder.resolve("tree/.codeagent/sandbox.json"), Path.of("../secret.json"));

        assertThatThrownBy(this::imageRequest).hasMessageContaining("must be a regular file");
    }

    @Test
    void archivesCommittedFilesExceptIgnoredOnes() throws Exception {
        put("a.txt", "one").put("b/c.sh", "two").put("b/d.log", "three").put(".dockerignore", "**/*.log\n");
        Files.createSymbolicLink(folder.resolve("tree/link"), Path.of("/etc/passwd"));
        put("ci/Dockerfile", "FROM x\nCOPY . /x\n");

        BuildContext context = BuildContext.of(commit(), new ImageBuildSpec("ci/Dockerfile", "", "", Map.of()), "test");

        assertThat(contents(context))
                .containsOnlyKeys("a.txt", "b/c.sh", "link", "ci/Dockerfile", ".dockerignore", BuildContext.DOCKERFILE)
                .containsEntry("a.txt", "one")
                .containsEntry("link", "-> /etc/passwd")
                .containsEntry(BuildContext.DOCKERFILE, "FROM x\nCOPY . /x");
    }

    private static Map<String, String> contents(BuildContext context) throws IOException {
        var contents = new TreeMap<String, String>();
        try (InputStream bytes = context.tar();
                var tar = new TarArchiveInputStream(bytes)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                contents.put(
                        entry.getName(),
                        entry.isSymbolicLink()
                                ? "-> " + entry.getLinkName()
                                : new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    @Test
    void changesTheDigestOnlyWithTheInputsOfTheBuild() throws Exception {
        var buildSpec = new ImageBuildSpec("ci/Dockerfile", "ci", "", Map.of("A", "1"));
        put("ci/Dockerfile", "FROM x\n").put("other.txt", "1");
        String first = BuildContext.of(commit(), buildSpec, "test").digest();

        put("other.txt", "2");
        assertThat(BuildContext.of(commit(), buildSpec, "test").digest()).isEqualTo(first);

        var changed = new ImageBuildSpec("ci/Dockerfile", "ci", "", Map.of("A", "2"));
        assertThat(BuildContext.of(commit(), changed, "test").digest()).isNotEqualTo(first);
        put("ci/tool.sh", "x");
        assertThat(BuildContext.of(commit(), buildSpec, "test").digest()).isNotEqualTo(first);
    }

    @Test
    void reportsAMissingDockerfile() throws Exception {
        put("a.txt", "one");

        assertThatThrownBy(() -> BuildContext.of(commit(), new ImageBuildSpec("Dockerfile.dev", "", "", Map.of()), DEV))
                .hasMessageContaining(DEV + " names Dockerfile.dev, which is not in the commit");
    }
}
