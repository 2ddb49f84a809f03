package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each rule holds for the system, and is shown to bite on classes that break it. */
class ArchitectureTest {
    private static final String ROOT = "dev.codeagent";
    private static final String VIOLATORS = "dev.codeagent.architecture.violators";

    private static final JavaClasses SYSTEM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(VIOLATORS);

    private static void holdsAndBites(Function<Rules, ArchRule> rule) {
        rule.apply(new Rules(ROOT)).check(SYSTEM);
        assertThatThrownBy(() -> rule.apply(new Rules(VIOLATORS)).check(BROKEN))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated");
    }

    @Test
    void theDoorKnowsTheContractOnly() {
        holdsAndBites(rules -> rules.star("gateway", "api"));
    }

    @Test
    void everyOtherModuleKnowsTheContractAtMost() {
        var rules = new Rules(ROOT);
        rules.star("api").check(SYSTEM);
        rules.star("rest", "api").check(SYSTEM);
        rules.star("persistence", "api").check(SYSTEM);
        rules.star("cli", "api").check(SYSTEM);
        rules.star("executor").check(SYSTEM);
        rules.star("fakemodel").check(SYSTEM);
        rules.star("server").check(SYSTEM);
        rules.star("release").check(SYSTEM);
    }

    @Test
    void featuresKnowNoDoorAndNoStore() {
        holdsAndBites(Rules::featuresKnowTheContractOnly);
    }

    @Test
    void featuresKnowThoseBeforeThemOnly() {
        holdsAndBites(rules -> rules.order("agents"));
        Rules.FEATURES.forEach(feature -> new Rules(ROOT).order(feature).check(SYSTEM));
    }

    @Test
    void theContainerIsKnownInBoundariesOnly() {
        holdsAndBites(Rules::containerInBoundaryOnly);
    }

    @Test
    void theContractIsPlainJava() {
        holdsAndBites(Rules::contractIsPlain);
    }

    @Test
    void theWireKnowsJsonOnly() {
        holdsAndBites(Rules::wireKnowsJsonOnly);
    }

    @Test
    void theExecutorNeedsTheJdkAndAJsonParser() {
        holdsAndBites(rules -> rules.smallProgram("executor", "egress"));
        new Rules(ROOT).smallProgram("fakemodel").check(SYSTEM);
    }

    @Test
    void packagesHaveNoCycles() {
        holdsAndBites(Rules::noCycles);
    }

    @Test
    void thereIsOneException() {
        holdsAndBites(Rules::oneException);
    }

    @Test
    void onlyTheContainerMakesThreads() {
        holdsAndBites(Rules::noOwnThreads);
    }

    @Test
    void theServerWritesToItsLogOnly() {
        holdsAndBites(Rules::noStandardStreams);
    }

    @Test
    void theClientRunsOnEverySystem() {
        holdsAndBites(Rules::clientIsPortable);
        holdsAndBites(Rules::clientNeedsNoPosix);
    }
}
