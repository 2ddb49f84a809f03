package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.dev.ModuleGraph.Module;
import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleGraphTest {
    @TempDir
    Path root;

    @BeforeEach
    void createPoms() throws IOException {
        PomTree.create(root);
    }

    @Test
    void readsModulesOfModulesInTheOrderOfThePoms() {
        assertThat(ModuleGraph.read(root).modules())
                .extracting(Module::path)
                .containsExactly(
                        "", "contract", "libs/text", "storage", "endpoint", "launcher", "ear", "ear/micro", "tests");
    }

    @Test
    void deploysTheDependenciesOfTheWarEachAfterItsOwn() {
        assertThat(ModuleGraph.read(root).deployed())
                .extracting(Module::artifactId)
                .containsExactly("contract", "text", "endpoint", "storage");
    }

    @Test
    void findsTheModulesBesideTheWar() {
        assertThat(ModuleGraph.read(root).outsideWar())
                .extracting(Module::artifactId)
                .containsExactly("launcher");
    }

    @Test
    void namesThePomThatCannotBeRead() throws IOException {
        Files.writeString(root.resolve("storage/pom.xml"), "<project>");
        assertThatThrownBy(() -> ModuleGraph.read(root))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("cannot read " + root.resolve("storage/pom.xml") + ": ");

        Files.delete(root.resolve("storage/pom.xml"));
        assertThatThrownBy(() -> ModuleGraph.read(root))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("cannot read " + root.resolve("storage/pom.xml") + ": ");
    }

    @Test
    void namesADependencyThatNoModuleBuilds() throws IOException {
        Path pom = root.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replace("<module>storage</module>", ""));

        assertThatThrownBy(() -> ModuleGraph.read(root).deployed())
                .isInstanceOf(CliException.class)
                .hasMessage("the POMs have no module storage");
    }
}
