package dev.codeagent.api.storage;

/** The system's database, as far as one asks after its health. */
public interface DatabaseHealth {

    /** Asks the database now; never throws, and takes no longer than a few seconds. */
    Status status();

    /**
     * What the database said.
     *
     * @param product e.g. {@code SQLite}; empty where nobody answered, like the next two
     * @param schemaVersion the newest migration that was done
     * @param reason why it is down; empty where it is up
     */
    record Status(boolean up, String product, String version, String schemaVersion, String reason) {

        public static Status up(String product, String version, String schemaVersion) {
            return new Status(true, product, version, schemaVersion, "");
        }

        public static Status down(String reason) {
            return new Status(false, "", "", "", reason);
        }
    }
}
