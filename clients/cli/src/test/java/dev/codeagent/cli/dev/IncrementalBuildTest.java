package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small tree of the same shape: a contract, and a module that uses it. */
class IncrementalBuildTest {
    @TempDir
    Path folder;

    private SourceTree tree;
    private IncrementalBuild incrementalBuild;

    @BeforeEach
    void createSourceTreeAndServer() throws IOException {
        tree = new SourceTree(folder.resolve("tree"));
        for (String module : SourceTree.MODULES) {
            Files.createDirectories(tree.javaFolder(module));
        }
        write("api-module", "Contract", "public class Contract { public static String word() { return \"one\"; } }");
        write(
                "web-module",
                "Door",
                "public class Door { public static String says() { return Contract.word() + \"!\"; } }");
        Path server = folder.resolve("server");
        Files.createDirectories(server.resolve("lib"));
        Files.createDirectories(server.resolve("runtime"));
        Files.write(server.resolve("codeagent.war"), war());
        incrementalBuild = new IncrementalBuild(tree, server, folder.resolve("dev"));
    }

    @AfterEach
    void close() throws IOException {
        incrementalBuild.close();
    }

    @Test
    void compilesAChangedModuleAgainstTheDeployedApi() throws Exception {
        buildAndDeploy("api-module");
        write(
                "web-module",
                "Door",
                "public class Door { public static String says() { return Contract.word() + \"?\"; } }");

        buildAndDeploy("web-module");

        assertThat(callDeployedCode()).isEqualTo("one?");
    }

    @Test
    void compilesAllModulesWhenTheApiChanges() throws Exception {
        buildAndDeploy("api-module");
        write("api-module", "Contract", "public class Contract { public static String speech() { return \"two\"; } }");

        IncrementalBuild.Result result = incrementalBuild.build(Set.of("api-module"));

        assertThat(result.version()).isEmpty();
        assertThat(result.errors())
                .singleElement()
                .asString()
                .startsWith("web-module/src/main/java/Door.java:1: cannot find symbol");
    }

    @Test
    void rebuildsModulesThatDidNotCompileBefore() throws Exception {
        buildAndDeploy("api-module");
        write("api-module", "Contract", "public class Contract { public static String speech() { return \"two\"; } }");
        incrementalBuild.build(Set.of("api-module"));
        write("web-module", "Door", "public class Door { public static String says() { return Contract.speech(); } }");

        buildAndDeploy("web-module");

        assertThat(callDeployedCode()).isEqualTo("two");
    }

    @Test
    void keepsMavenMetadataInTheJarAndRemovesDeletedClasses() throws Exception {
        buildAndDeploy("api-module");
        Files.delete(tree.javaFolder("web-module").resolve("Door.java"));
        write("web-module", "Gate", "public class Gate { }");
        Path resource =
                Files.createDirectories(tree.resourcesFolder("web-module")).resolve("words.txt");
        Files.writeString(resource, "new words");

        buildAndDeploy("web-module");

        try (var jar = new ZipFile(
                incrementalBuild.lastDeployed().findJar("web-module").toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .containsExactlyInAnyOrder("Gate.class", "words.txt", "META-INF/note");
        }
    }

    private void buildAndDeploy(String module) throws IOException {
        IncrementalBuild.Result result = incrementalBuild.build(Set.of(module));
        assertThat(result.errors()).isEmpty();
        incrementalBuild.markDeployed(result.version().getFirst());
    }

    private String callDeployedCode() throws Exception {
        var urls = new URL[] {
            incrementalBuild.lastDeployed().findJar("web-module").toUri().toURL(),
            incrementalBuild.lastDeployed().findJar("api-module").toUri().toURL()
        };
        try (var loader = new URLClassLoader(urls, null)) {
            return (String) loader.loadClass("Door").getMethod("says").invoke(null);
        }
    }

    private void write(String module, String name, String text) throws IOException {
        Files.writeString(tree.javaFolder(module).resolve(name + ".java"), text);
    }

    private static byte[] war() throws IOException {
        var war = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(war)) {
            for (String module : SourceTree.MODULES) {
                zip.putNextEntry(new ZipEntry("WEB-INF/lib/" + module + "-1.0.jar"));
                zip.write(jar());
            }
        }
        return war.toByteArray();
    }

    private static byte[] jar() throws IOException {
        var jar = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(jar)) {
            for (String name : List.of("META-INF/note", "Old.class")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes());
            }
        }
        return jar.toByteArray();
    }
}
