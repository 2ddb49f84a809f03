package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.dev.ModuleGraph.Module;
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

/** The modules of {@link PomTree}: the endpoint depends on the library, and the library on the contract. */
class IncrementalBuildTest {
    @TempDir
    Path folder;

    private SourceTree tree;
    private IncrementalBuild incrementalBuild;

    @BeforeEach
    void createSourceTreeAndServer() throws IOException {
        tree = SourceTree.read(PomTree.create(folder.resolve("tree")).root());
        write("contract", "Contract", "public class Contract { public static final Object ID = \"one\"; }");
        write(
                "libs/text",
                "Text",
                "public class Text { public static String format(Object id) { return id + \".\"; } }");
        write("storage", "Storage", "public class Storage { Object id = Contract.ID; }");
        write("endpoint", "Endpoint", endpoint("Text.format(Contract.ID)"));
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
    void compilesAChangedModuleAgainstItsDeployedDependencies() throws Exception {
        buildAndDeploy("contract");
        write("endpoint", "Endpoint", endpoint("Text.format(Contract.ID) + \"!\""));

        buildAndDeploy("endpoint");

        assertThat(callDeployedCode()).isEqualTo("one.!");
    }

    @Test
    void compilesEveryModuleThatDependsOnAChangedOneIndirectly() throws Exception {
        buildAndDeploy("contract");
        write("contract", "Contract", "public class Contract { public static final Object KEY = \"two\"; }");
        write("storage", "Storage", "public class Storage { Object id = Contract.KEY; }");

        IncrementalBuild.Result result = incrementalBuild.build(Set.of("contract"));

        assertThat(result.version()).isEmpty();
        assertThat(result.errors())
                .singleElement()
                .asString()
                .startsWith("endpoint/src/main/java/Endpoint.java:1: cannot find symbol");
    }

    @Test
    void namesTheSourceOfALibraryByItsPathInTheProject() throws Exception {
        buildAndDeploy("contract");
        write("libs/text", "Text", "public class Text { Missing missing; }");

        assertThat(incrementalBuild.build(Set.of("libs/text")).errors())
                .singleElement()
                .asString()
                .startsWith("libs/text/src/main/java/Text.java:1: cannot find symbol");
    }

    @Test
    void compilesOnlyTheUsersOfAChangedLibrary() throws Exception {
        buildAndDeploy("contract");
        write(
                "libs/text",
                "Text",
                "public class Text { public static String format(Object id) { return id + \"?\"; } }");
        for (Module module : tree.modules().deployed()) {
            Path marker = tree.resourcesFolder(module).resolve("rebuilt.txt");
            Files.createDirectories(marker.getParent());
            Files.writeString(marker, module.artifactId());
        }

        buildAndDeploy("libs/text");

        assertThat(callDeployedCode()).isEqualTo("one?");
        assertThat(entries("text")).contains("rebuilt.txt");
        assertThat(entries("endpoint")).contains("rebuilt.txt");
        assertThat(entries("contract")).doesNotContain("rebuilt.txt");
        assertThat(entries("storage")).doesNotContain("rebuilt.txt");
    }

    @Test
    void rebuildsModulesThatDidNotCompileBefore() throws Exception {
        buildAndDeploy("contract");
        write("contract", "Contract", "public class Contract { public static final Object KEY = \"two\"; }");
        write("storage", "Storage", "public class Storage { Object id = Contract.KEY; }");
        incrementalBuild.build(Set.of("contract"));
        write("endpoint", "Endpoint", endpoint("Text.format(Contract.KEY)"));

        buildAndDeploy("endpoint");

        assertThat(callDeployedCode()).isEqualTo("two.");
    }

    @Test
    void keepsMavenMetadataInTheJarAndRemovesDeletedClasses() throws Exception {
        buildAndDeploy("contract");
        Files.delete(folder.resolve("tree/endpoint/src/main/java/Endpoint.java"));
        write("endpoint", "Handler", "public class Handler { }");
        Path resources = Files.createDirectories(folder.resolve("tree/endpoint/src/main/resources"));
        Files.writeString(resources.resolve("text.txt"), "new text");

        buildAndDeploy("endpoint");

        assertThat(entries("endpoint")).containsExactlyInAnyOrder("Handler.class", "text.txt", "META-INF/note");
    }

    private void buildAndDeploy(String part) throws IOException {
        IncrementalBuild.Result result = incrementalBuild.build(Set.of(part));
        assertThat(result.errors()).isEmpty();
        incrementalBuild.markDeployed(result.version().getFirst());
    }

    private String callDeployedCode() throws Exception {
        var urls = new URL[] {
            jar("endpoint").toUri().toURL(),
            jar("text").toUri().toURL(),
            jar("contract").toUri().toURL()
        };
        try (var loader = new URLClassLoader(urls, null)) {
            return (String) loader.loadClass("Endpoint").getMethod("text").invoke(null);
        }
    }

    private Path jar(String artifactId) throws IOException {
        return incrementalBuild.lastDeployed().findJar(artifactId);
    }

    private List<String> entries(String artifactId) throws IOException {
        try (var jar = new ZipFile(jar(artifactId).toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String endpoint(String expression) {
        return "public class Endpoint { public static String text() { return " + expression + "; } }";
    }

    private void write(String module, String name, String text) throws IOException {
        Path source = folder.resolve("tree").resolve(module).resolve("src/main/java/" + name + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, text);
    }

    private byte[] war() throws IOException {
        var war = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(war)) {
            for (Module module : tree.modules().deployed()) {
                zip.putNextEntry(new ZipEntry("WEB-INF/lib/" + module.artifactId() + "-1.0.jar"));
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
