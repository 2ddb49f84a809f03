package dev.codeagent.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;

/**
 * The rules of ARCHITECTURE.md. The root package is a parameter, so that each rule can also be tested on classes that
 * violate it.
 */
record ArchitectureRules(String root) {
    /** The packages of each module other than ejb-module, and the packages of other modules that they may use. */
    static final Map<String, List<String>> MODULES = Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("policy", List.of("api")),
            Map.entry("diagnostics", List.of("api")),
            Map.entry("docker", List.of("api", "diagnostics")),
            Map.entry("sandbox", List.of("api", "diagnostics", "docker")),
            Map.entry("containers", List.of("api", "diagnostics", "docker", "sandbox")),
            Map.entry("providers", List.of("api", "diagnostics")),
            Map.entry("context", List.of("api")),
            Map.entry("persistence", List.of("api")),
            Map.entry("outbound", List.of("api")),
            Map.entry("rest", List.of("api", "outbound", "identity")),
            Map.entry("gateway", List.of("api", "outbound")),
            Map.entry("identity", List.of("api", "gateway")),
            Map.entry("modelgateway", List.of("api", "diagnostics", "docker")),
            Map.entry("executor", List.of("egress")),
            Map.entry("egress", List.of()),
            Map.entry("fakemodel", List.of()),
            Map.entry("server", List.of()),
            Map.entry("client", List.of()),
            Map.entry("cli", List.of("api", "policy", "diagnostics", "client")),
            Map.entry("release", List.of()));

    private static final List<String> LIBRARIES =
            List.of("policy", "diagnostics", "docker", "sandbox", "containers", "providers", "context");

    /** Features of ejb-module; each may use the libraries and the features before it. */
    static final List<String> FEATURES = List.of(
            "config",
            "messaging",
            "projects",
            "tools",
            "authorization",
            "agents",
            "orchestrator",
            "health",
            "traces",
            "telemetry");

    private static Stream<String> serverPackages() {
        return Stream.of(
                        Stream.of("api", "rest", "outbound", "persistence", "gateway", "identity"),
                        LIBRARIES.stream(),
                        FEATURES.stream())
                .flatMap(names -> names);
    }

    private String packagePattern(String name) {
        return root + "." + name + "..";
    }

    private String[] packagePattern(Stream<String> names) {
        return names.map(this::packagePattern).toArray(String[]::new);
    }

    /** A package of a module depends only on the packages that {@link #MODULES} allows; boundary packages are ejb-module's. */
    ArchRule dependsOnlyOnAllowedModules(String name) {
        List<String> allowed = MODULES.get(name);
        Stream<String> others = Stream.concat(MODULES.keySet().stream(), FEATURES.stream())
                .filter(other -> !other.equals(name) && !allowed.contains(other));
        return noClasses()
                .that(resideInAPackage(packagePattern(name)).and(notInSubPackage("boundary")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagePattern(others));
    }

    /** The features of ejb-module depend on the API, the libraries and each other only. */
    ArchRule featuresDependOnlyOnApiAndLibraries() {
        Stream<String> others =
                MODULES.keySet().stream().filter(name -> !name.equals("api") && !LIBRARIES.contains(name));
        return noClasses()
                .that()
                .resideInAnyPackage(packagePattern(FEATURES.stream()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagePattern(others));
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

    /** Only {@code boundary} packages use the container; JSON values are allowed everywhere. */
    ArchRule containerInBoundaryOnly() {
        return noClasses()
                .that(resideInAnyPackage(packagePattern(Stream.concat(LIBRARIES.stream(), FEATURES.stream())))
                        .and(notInSubPackage("boundary")))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("jakarta..").and(DescribedPredicate.not(resideInAPackage("jakarta.json.."))));
    }

    /** The API is plain Java; only the wire, the JSON reader and the tool values use JSON. */
    ArchRule apiIsPlainJava() {
        return noClasses()
                .that(resideInAPackage(packagePattern("api"))
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                packagePattern(Stream.of("api.wire", "api.tool", "api.json", "api.provider"))))))
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

    /** The programs in a sandbox and the scripted model need only the JDK and a JSON parser. */
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
                                        "org.jspecify.annotations..",
                                        "jakarta.json.."))
                        .toArray(String[]::new));
    }

    /** Each package is a slice, so that two packages that depend on each other are a cycle too. */
    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    /** A name says what a type is for; a trust manager is a term of the JDK. */
    ArchRule clearNames() {
        return noClasses()
                .that(resideInAPackage(root + "..").and(DescribedPredicate.not(assignableTo(TrustManager.class))))
                .should()
                .haveNameMatching(".*(Impl|Helper|Utils?|Data|Manager)");
    }

    /** There is one exception type with error codes. */
    ArchRule oneException() {
        return noClasses()
                .that()
                .resideInAnyPackage(packagePattern(serverPackages()))
                .and()
                .doNotHaveSimpleName("AgentException")
                .should()
                .beAssignableTo(Throwable.class);
    }

    /** Only the container creates threads; the one exception is the class that streams to slow clients. */
    ArchRule noOwnThreads() {
        return noClasses()
                .that(resideInAnyPackage(packagePattern(serverPackages()))
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
                .resideInAnyPackage(packagePattern(serverPackages()))
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
    }

    /**
     * Commands of a sandbox can replace files that these packages read by FIFOs, and {@code open} waits for the other
     * end of one.
     */
    ArchRule executorOpensFilesOfCommandsWithLimit() {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.of("builds", "files", "git", "jdk")
                        .map(name -> root + ".executor." + name)
                        .toArray(String[]::new))
                .and()
                .doNotHaveSimpleName("RegularFiles")
                .should()
                .callMethodWhere(target(owner(assignableTo(Files.class)))
                        .and(target(nameMatching("newInputStream|newBufferedReader|readString|readAll.*|lines"))));
    }

    /** The clients run on Linux, macOS and Windows. */
    ArchRule clientIsPortable() {
        return classes()
                .that()
                .resideInAnyPackage(packagePattern(Stream.of("cli", "client")))
                .should(new NoUnixPathsCondition());
    }

    /** The command line reaches servers through the Java client; it asks model servers itself, and hot reload and conformance. */
    ArchRule commandsConnectThroughTheClient() {
        return noClasses()
                .that(resideInAPackage(packagePattern("cli"))
                        .and(DescribedPredicate.not(
                                resideInAnyPackage(packagePattern(Stream.of("cli.dev", "cli.conformance")))))
                        .and(DescribedPredicate.not(simpleName("ModelServerDiscovery")))
                        .and(DescribedPredicate.not(simpleName("DoctorCommand"))))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(http\\..*|HttpURLConnection|URLConnection|Socket)");
    }

    ArchRule clientNeedsNoPosix() {
        return noClasses()
                .that()
                .resideInAnyPackage(packagePattern(Stream.of("cli", "client")))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.file\\.attribute\\.Posix.*");
    }
}
