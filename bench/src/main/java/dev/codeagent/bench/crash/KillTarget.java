package dev.codeagent.bench.crash;

/** What is killed. */
enum KillTarget {
    SERVER,
    EXECUTOR,
    ENGINE;

    String lowerCaseName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
