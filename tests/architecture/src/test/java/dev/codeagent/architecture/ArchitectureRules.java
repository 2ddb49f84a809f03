package dev.codeagent.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.stream.Stream;

/** The rules of ARCHITECTURE.md. Each takes the root package, so that it can be tried on classes that break it. */
record ArchitectureRules(String root) {
    /** Packages of the modules that are not ejb-module. */
    private static final List<String> OUTER = List.of(
            "api", "rest", "persistence", "gateway", "executor", "fakemodel", "server", "cli", "bench", "release");

    /** Features of ejb-module; each may use those before it. */
    static final List<String> FEATURES = List.of(
            "config",
            "messaging",
            "projects",
            "tools",
            "policy",
            "docker",
            "sandbox",
            "containers",
            "modelgateway",
            "providers",
            "context",
            "agents",
            "orchestrator",
            "doctor");

    private String packagePattern(String name) {
        return root + "." + name + "..";
    }

    private String[] packagePattern(Stream<String> names) {
        return names.map(this::packagePattern).toArray(String[]::new);
    }

    /** A module knows the contract and itself, and nothing else of ours. */
    ArchRule dependsOnlyOn(String module, String... alsoAllowed) {
        List<String> allowed =
                Stream.concat(Stream.of(module), Stream.of(alsoAllowed)).toList();
        Stream<String> others =
                Stream.concat(OUTER.stream(), FEATURES.stream()).filter(name -> !allowed.contains(name));
        return noClasses()
                .that()
                .resideInAPackage(packagePattern(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagePattern(others));
    }

    /** The features of ejb-module know the contract and each other only. */
    ArchRule featuresDependOnlyOnApi() {
        return noClasses()
                .that()
                .resideInAnyPackage(packagePattern(FEATURES.stream()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagePattern(OUTER.stream().filter(name -> !name.equals("api"))));
    }

    ArchRule dependsOnlyOnEarlierFeatures(String feature) {
        Stream<String> later = FEATURES.stream().skip(FEATURES.indexOf(feature) + 1L);
        return noClasses()
                .that(resideInAPackage(packagePattern(feature)).and(notInSubPackage("boundary")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagePattern(later))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> notInSubPackage(String subPackage) {
        return DescribedPredicate.not(resideInAPackage("..(" + subPackage + ").."));
    }

    /** The container is known in {@code boundary} alone; JSON is a value like others. */
    ArchRule containerInBoundaryOnly() {
        return noClasses()
                .that(resideInAnyPackage(packagePattern(FEATURES.stream())).and(notInSubPackage("boundary")))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("jakarta..").and(DescribedPredicate.not(resideInAPackage("jakarta.json.."))));
    }

    /** The contract is plain Java; JSON stands in its wire, JAX-RS in its REST face. */
    ArchRule apiIsPlainJava() {
        return noClasses()
                .that(resideInAPackage(packagePattern("api"))
                        .and(DescribedPredicate.not(resideInAPackage(packagePattern("api.wire")))))
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta..").and(DescribedPredicate.not(simpleName("Json"))));
    }

    ArchRule wireDependsOnlyOnJson() {
        return noClasses()
                .that()
                .resideInAPackage(packagePattern("api.wire"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("jakarta..").and(DescribedPredicate.not(resideInAPackage("jakarta.json.."))));
    }

    /** What runs in a sandbox, and the scripted model, need the JDK and a JSON parser. */
    ArchRule dependsOnlyOnJdkAndJson(String... packages) {
        String[] own = packagePattern(Stream.of(packages));
        return classes()
                .that()
                .resideInAnyPackage(own)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(
                                Stream.of(own),
                                Stream.of(
                                        "java..",
                                        "javax.xml..",
                                        "org.w3c..",
                                        "org.xml..",
                                        "com.sun.net.httpserver..",
                                        "jakarta.json.."))
                        .toArray(String[]::new));
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    /** One exception type with codes. */
    ArchRule oneException() {
        return noClasses()
                .that()
                .resideInAnyPackage(packagePattern(
                        Stream.concat(Stream.of("api", "rest", "persistence", "gateway"), FEATURES.stream())))
                .and()
                .doNotHaveSimpleName("AgentException")
                .should()
                .beAssignableTo(Throwable.class);
    }

    /** Only the container makes threads; the one exception streams to a client that may be slow. */
    ArchRule noOwnThreads() {
        return noClasses()
                .that(resideInAnyPackage(packagePattern(
                                Stream.concat(Stream.of("api", "rest", "persistence", "gateway"), FEATURES.stream())))
                        .and(DescribedPredicate.not(simpleName("SseConnection")))
                        .and(notInSubPackage("boundary")))
                .should()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Executors");
    }

    ArchRule noStandardStreams() {
        return noClasses()
                .that()
                .resideInAnyPackage(packagePattern(
                        Stream.concat(Stream.of("api", "rest", "persistence", "gateway"), FEATURES.stream())))
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
    }

    /** The client runs on Linux, macOS and Windows. */
    ArchRule clientIsPortable() {
        return classes().that().resideInAPackage(packagePattern("cli")).should(new NoUnixPathsCondition());
    }

    ArchRule clientNeedsNoPosix() {
        return noClasses()
                .that()
                .resideInAPackage(packagePattern("cli"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.file\\.attribute\\.Posix.*");
    }
}
