package dev.codeagent.sandbox;

/** Who follows what is made ready for a run. */
public interface ProgressListener {
    /** Nobody does. */
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

    /** CANCELLED where it is no longer wanted. */
    void throwIfCancelled();
}
