package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
    @TempDir
    Path root;

    @Test
    void watchesSourcesResourcesAndPomsButNoEditorFiles() throws IOException {
        Path source = file("web-module/src/main/java/A.java");
        Path resource = file("ejb-module/src/main/resources/agents.json");
        Path pom = file("pom.xml");
        file("web-module/src/main/java/.A.java.swp");
        file("web-module/src/main/java/A.java~");
        file("web-module/src/test/java/ATest.java");
        file("web-module/target/classes/A.class");

        assertThat(new SourceTree(root).snapshot()).containsOnlyKeys(source, resource, pom);
    }

    @Test
    void findsTheModuleOfAFileUnlessMavenMustBuildIt() {
        var tree = new SourceTree(root);

        assertThat(tree.findModule(root.resolve("ejb-module/src/main/java/x/B.java")))
                .contains("ejb-module");
        assertThat(tree.findModule(root.resolve("ear/micro/src/main/webapp/WEB-INF/web.xml")))
                .contains(SourceTree.WEB_APP);
        assertThat(tree.findModule(root.resolve("server-config/src/main/java/C.java")))
                .isEmpty();
        assertThat(tree.findModule(root.resolve("ejb-module/pom.xml"))).isEmpty();
        assertThat(tree.findModule(root.resolve("pom.xml"))).isEmpty();
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}
