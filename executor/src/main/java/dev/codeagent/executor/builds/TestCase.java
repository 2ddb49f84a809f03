package dev.codeagent.executor.builds;

/** One test; {@code place} is {@code File.java:42} or empty. */
record TestCase(String name, Status status, String message, String location, long millis) {

    /** How it went. */
    enum Status {
        PASSED,
        FAILED,
        SKIPPED
    }

    static TestCase passed(String name, long millis) {
        return new TestCase(name, Status.PASSED, "", "", millis);
    }

    static TestCase skipped(String name, long millis) {
        return new TestCase(name, Status.SKIPPED, "", "", millis);
    }

    static TestCase failed(String name, String message, String location, long millis) {
        return new TestCase(name, Status.FAILED, message, location, millis);
    }

    TestCase withName(String other) {
        return new TestCase(other, status, message, location, millis);
    }
}
