package dev.codeagent.sandbox;

/** {@code MAVEN_OPTS}: the options of the Java machine that Maven itself runs in, not of the tests that it forks. */
public final class MavenOptions {
    /**
     * The first compiler alone. An agent's builds are short, and the second compiler would spend most of their time on code
     * that is not run again: {@code mvn test} on the sample took 4.6 s of CPU with this and 8.0 s without, on two cores; javac over
     * the 200,000 lines of H2 7.9 s and 24 s.
     */
    private static final String TIERED_COMPILATION = "-XX:TieredStopAtLevel=1";

    private MavenOptions() {}

    /** @param repository the folder of the local repository, where the build runs */
    public static String of(String repository) {
        return TIERED_COMPILATION + " -Dmaven.repo.local=" + repository;
    }
}
