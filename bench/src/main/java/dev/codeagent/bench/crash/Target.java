package dev.codeagent.bench.crash;

/** What is killed. */
enum Target {
    SERVER,
    EXECUTOR,
    ENGINE;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
