package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
    @TempDir
    Path root;

    @BeforeEach
    void createPoms() throws IOException {
        PomTree.create(root);
    }

    @Test
    void watchesSourcesResourcesAndPomsOfTheServerButNoEditorFiles() throws IOException {
        Path source = file("endpoint/src/main/java/A.java");
        Path resource = file("libs/text/src/main/resources/text.json");
        Path besideWar = file("launcher/src/main/java/B.java");
        Path page = file("ear/micro/src/main/webapp/index.html");
        file("endpoint/src/main/java/.A.java.swp");
        file("endpoint/src/main/java/A.java~");
        file("endpoint/src/test/java/ATest.java");
        file("endpoint/target/classes/A.class");
        file("tests/src/main/java/C.java");

        assertThat(SourceTree.read(root).snapshot())
                .containsOnlyKeys(
                        source,
                        resource,
                        besideWar,
                        page,
                        root.resolve("pom.xml"),
                        root.resolve("contract/pom.xml"),
                        root.resolve("libs/text/pom.xml"),
                        root.resolve("storage/pom.xml"),
                        root.resolve("endpoint/pom.xml"),
                        root.resolve("launcher/pom.xml"),
                        root.resolve("ear/pom.xml"),
                        root.resolve("ear/micro/pom.xml"));
    }

    @Test
    void findsThePartOfTheWarThatAFileBelongsToUnlessMavenMustBuildIt() {
        SourceTree tree = SourceTree.read(root);

        assertThat(tree.findDeployedPart(root.resolve("libs/text/src/main/java/x/B.java")))
                .contains("libs/text");
        assertThat(tree.findDeployedPart(root.resolve("ear/micro/src/main/webapp/WEB-INF/web.xml")))
                .contains(SourceTree.WEB_APP);
        assertThat(tree.findDeployedPart(root.resolve("launcher/src/main/java/C.java")))
                .isEmpty();
        assertThat(tree.findDeployedPart(root.resolve("libs/text/pom.xml"))).isEmpty();
        assertThat(tree.findDeployedPart(root.resolve("pom.xml"))).isEmpty();
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}
