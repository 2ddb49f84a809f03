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
record Rules(String root) {
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
            "engine",
            "sandbox",
            "containers",
            "llm",
            "providers",
            "context",
            "agents",
            "orchestrator",
            "doctor");

    private String in(String name) {
        return root + "." + name + "..";
    }

    private String[] in(Stream<String> names) {
        return names.map(this::in).toArray(String[]::new);
    }

    /** A module knows the contract and itself, and nothing else of ours. */
    ArchRule star(String module, String... alsoKnown) {
        List<String> known =
                Stream.concat(Stream.of(module), Stream.of(alsoKnown)).toList();
        Stream<String> others = Stream.concat(OUTER.stream(), FEATURES.stream()).filter(name -> !known.contains(name));
        return noClasses()
                .that()
                .resideInAPackage(in(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(others));
    }

    /** The features of ejb-module know the contract and each other only. */
    ArchRule featuresKnowTheContractOnly() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(FEATURES.stream()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(OUTER.stream().filter(name -> !name.equals("api"))));
    }

    ArchRule order(String feature) {
        Stream<String> later = FEATURES.stream().skip(FEATURES.indexOf(feature) + 1L);
        return noClasses()
                .that(resideInAPackage(in(feature)).and(notIn("boundary")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(later))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> notIn(String subPackage) {
        return DescribedPredicate.not(resideInAPackage("..(" + subPackage + ").."));
    }

    /** The container is known in {@code boundary} alone; JSON is a value like others. */
    ArchRule containerInBoundaryOnly() {
        return noClasses()
                .that(resideInAnyPackage(in(FEATURES.stream())).and(notIn("boundary")))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("jakarta..").and(DescribedPredicate.not(resideInAPackage("jakarta.json.."))));
    }

    /** The contract is plain Java; JSON stands in its wire, JAX-RS in its REST face. */
    ArchRule contractIsPlain() {
        return noClasses()
                .that(resideInAPackage(in("api")).and(DescribedPredicate.not(resideInAPackage(in("api.wire")))))
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta..").and(DescribedPredicate.not(simpleName("Json"))));
    }

    ArchRule wireKnowsJsonOnly() {
        return noClasses()
                .that()
                .resideInAPackage(in("api.wire"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("jakarta..").and(DescribedPredicate.not(resideInAPackage("jakarta.json.."))));
    }

    /** What runs in a sandbox, and the scripted model, need the JDK and a JSON parser. */
    ArchRule smallProgram(String... packages) {
        String[] own = in(Stream.of(packages));
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
                .resideInAnyPackage(
                        in(Stream.concat(Stream.of("api", "rest", "persistence", "gateway"), FEATURES.stream())))
                .and()
                .doNotHaveSimpleName("AgentException")
                .should()
                .beAssignableTo(Throwable.class);
    }

    /** Only the container makes threads; the one exception streams to a client that may be slow. */
    ArchRule noOwnThreads() {
        return noClasses()
                .that(resideInAnyPackage(in(
                                Stream.concat(Stream.of("api", "rest", "persistence", "gateway"), FEATURES.stream())))
                        .and(DescribedPredicate.not(simpleName("EventStream")))
                        .and(notIn("boundary")))
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
                .resideInAnyPackage(
                        in(Stream.concat(Stream.of("api", "rest", "persistence", "gateway"), FEATURES.stream())))
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
    }

    /** The client runs on Linux, macOS and Windows. */
    ArchRule clientIsPortable() {
        return classes().that().resideInAPackage(in("cli")).should(new UnixPaths());
    }

    ArchRule clientNeedsNoPosix() {
        return noClasses()
                .that()
                .resideInAPackage(in("cli"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.file\\.attribute\\.Posix.*");
    }
}
