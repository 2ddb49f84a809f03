package dev.codeagent.bench.crash;

/** The process that a trial kills. */
enum KillTarget {
    SERVER,
    EXECUTOR,
    ENGINE;

    String lowerCaseName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
