package dev.codeagent.executor.builds;

/** One test; {@code location} is {@code File.java:42} or empty. */
record TestCase(String name, Status status, String message, String location, long millis) {

    /** The outcome; {@code run_tests} returns it in lower case. */
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
