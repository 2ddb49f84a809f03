package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.codeagent.cli.dev.ModuleGraph;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule holds for the system and detects the classes that violate it. */
class ArchitectureTest {
    private static final String ROOT = "dev.codeagent";
    private static final String VIOLATORS = "dev.codeagent.architecture.violators";

    private static final JavaClasses PRODUCTION_CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
    private static final JavaClasses VIOLATING_CLASSES = new ClassFileImporter().importPackages(VIOLATORS);

    private static void holdsAndDetectsViolations(Function<ArchitectureRules, ArchRule> rule) {
        rule.apply(new ArchitectureRules(ROOT)).check(PRODUCTION_CLASSES);
        assertThatThrownBy(() -> rule.apply(new ArchitectureRules(VIOLATORS)).check(VIOLATING_CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated");
    }

    @Test
    void modulesDependOnlyOnAllowedModules() {
        holdsAndDetectsViolations(rules -> rules.dependsOnlyOnAllowedModules("gateway"));
        ArchitectureRules.MODULES
                .keySet()
                .forEach(name -> new ArchitectureRules(ROOT)
                        .dependsOnlyOnAllowedModules(name)
                        .check(PRODUCTION_CLASSES));
    }

    @Test
    void featuresDependOnNeitherGatewayNorPersistence() {
        holdsAndDetectsViolations(ArchitectureRules::featuresDependOnlyOnApiAndLibraries);
    }

    @Test
    void featuresDependOnlyOnEarlierFeatures() {
        holdsAndDetectsViolations(rules -> rules.dependsOnlyOnEarlierFeatures("agents"));
        ArchitectureRules.FEATURES.forEach(feature -> new ArchitectureRules(ROOT)
                .dependsOnlyOnEarlierFeatures(feature)
                .check(PRODUCTION_CLASSES));
    }

    @Test
    void onlyBoundaryPackagesUseTheContainer() {
        holdsAndDetectsViolations(ArchitectureRules::containerInBoundaryOnly);
    }

    @Test
    void apiIsPlainJava() {
        holdsAndDetectsViolations(ArchitectureRules::apiIsPlainJava);
    }

    @Test
    void wireDependsOnlyOnJson() {
        holdsAndDetectsViolations(ArchitectureRules::wireDependsOnlyOnJson);
    }

    @Test
    void executorDependsOnlyOnJdkAndJson() {
        holdsAndDetectsViolations(rules -> rules.dependsOnlyOnJdkAndJson("executor", "egress"));
        new ArchitectureRules(ROOT).dependsOnlyOnJdkAndJson("fakemodel").check(PRODUCTION_CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        holdsAndDetectsViolations(ArchitectureRules::noCycles);
    }

    @Test
    void everyPackageOfEveryModuleIsChecked() throws IOException {
        Set<String> checked =
                PRODUCTION_CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(sourcePackages()).isNotEmpty().isSubsetOf(checked);
    }

    /** The packages of every module, except the tests of the system. */
    private static Set<String> sourcePackages() throws IOException {
        var packages = new TreeSet<String>();
        Path root = ModuleListsTest.findRoot();
        for (ModuleGraph.Module module : ModuleGraph.read(root).modules()) {
            Path sources = root.resolve(module.path()).resolve("src/main/java");
            if (Files.isDirectory(sources) && !module.path().startsWith("tests/")) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                            .map(file -> sources.relativize(file.getParent()))
                            .forEach(folder -> packages.add(folder.toString().replace(File.separatorChar, '.')));
                }
            }
        }
        return packages;
    }

    @Test
    void namesAreClear() {
        holdsAndDetectsViolations(ArchitectureRules::clearNames);
        assertThatThrownBy(() -> new ArchitectureRules(VIOLATORS).clearNames().check(VIOLATING_CLASSES))
                .hasMessageContainingAll(
                        "PlannerImpl", "PlanHelper", "PlanUtil>", "PlanUtils>", "PlanData", "PlanManager");
    }

    @Test
    void agentExceptionIsTheOnlyExceptionType() {
        holdsAndDetectsViolations(ArchitectureRules::oneException);
    }

    @Test
    void onlyTheContainerCreatesThreads() {
        holdsAndDetectsViolations(ArchitectureRules::noOwnThreads);
    }

    @Test
    void serverDoesNotUseStandardStreams() {
        holdsAndDetectsViolations(ArchitectureRules::noStandardStreams);
    }

    @Test
    void executorOpensFilesOfCommandsWithLimit() {
        holdsAndDetectsViolations(ArchitectureRules::executorOpensFilesOfCommandsWithLimit);
    }

    @Test
    void commandsConnectThroughTheClient() {
        holdsAndDetectsViolations(ArchitectureRules::commandsConnectThroughTheClient);
    }

    @Test
    void clientsArePortable() {
        holdsAndDetectsViolations(ArchitectureRules::clientIsPortable);
        holdsAndDetectsViolations(ArchitectureRules::clientNeedsNoPosix);
    }
}
