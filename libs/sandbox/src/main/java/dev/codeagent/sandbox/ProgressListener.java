package dev.codeagent.sandbox;

/** Listener for the preparation of a run. */
public interface ProgressListener {
    ProgressListener NO_OP = new ProgressListener() {
        @Override
        public void info(String code, String text) {}

        @Override
        public void warn(String code, String text) {}

        @Override
        public void throwIfCancelled() {}
    };

    void info(String code, String text);

    void warn(String code, String text);

    /** Throws CANCELLED if the result is no longer needed. */
    void throwIfCancelled();
}
