package dev.codeagent.api.storage;

/** Health of the system's database. */
public interface DatabaseHealth {

    /** Queries the database now. Never throws, and returns within a few seconds. */
    Status status();

    /**
     * The state of the database.
     *
     * @param product for example {@code SQLite}; empty if the database did not answer, like the next two
     * @param schemaVersion the newest applied migration
     * @param reason why the database is down; empty if it is up
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
