package dev.codeagent.sandbox;

/** {@code MAVEN_OPTS}: the options of the JVM of Maven itself, not of the tests that it forks. */
public final class MavenOptions {
    /**
     * Only the first JIT compiler. The builds of an agent are short, and the second compiler would spend most of their
     * time on code that does not run again: {@code mvn test} on the sample took 4.6 s of CPU with this and 8.0 s
     * without, on two cores; javac over the 200,000 lines of H2 took 7.9 s and 24 s.
     */
    private static final String TIERED_COMPILATION = "-XX:TieredStopAtLevel=1";

    private MavenOptions() {}

    /** @param repository the directory of the local repository, as the build sees it */
    public static String of(String repository) {
        return TIERED_COMPILATION + " -Dmaven.repo.local=" + repository;
    }
}
