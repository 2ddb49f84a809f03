package dev.codeagent.sandbox;

/** Who follows what is made ready for a run. */
public interface Progress {
    /** Nobody does. */
    Progress SILENT = new Progress() {
        @Override
        public void info(String code, String text) {}

        @Override
        public void warn(String code, String text) {}

        @Override
        public void check() {}
    };

    void info(String code, String text);

    void warn(String code, String text);

    /** CANCELLED where it is no longer wanted. */
    void check();
}
