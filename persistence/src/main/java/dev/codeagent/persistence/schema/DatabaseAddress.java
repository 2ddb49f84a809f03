package dev.codeagent.persistence.schema;

/** Where a database is, as people may see it: no user, no password, no parameters. */
record DatabaseAddress(String url, String user) {

    String displayName() {
        String withoutParameters = url.replaceFirst("\\?.*$", "");
        return withoutParameters.startsWith("jdbc:postgresql:")
                ? "PostgreSQL at "
                        + withoutParameters
                                .replaceFirst("^jdbc:postgresql:(//)?", "")
                                .replaceFirst("^[^@/]*@", "")
                : "SQLite in " + withoutParameters.replaceFirst("^jdbc:sqlite:", "");
    }

    /** Why the first connection failed and what to do, for the causes that waiting does not cure. */
    String explain(Throwable failure) {
        String cause = StorageErrors.causeMessage(failure);
        if (StorageErrors.isUnknownHost(failure)) {
            return "the host of " + displayName() + " is not known; correct database.url";
        }
        return switch (StorageErrors.sqlState(failure)) {
            case "28P01", "28000" ->
                displayName() + " refuses the user '" + user + "' (" + cause
                        + "); correct database.user and database.password, or the file database.passwordFile";
            case "3D000" ->
                displayName() + ": " + cause + "; create it (createdb), or correct the name in database.url";
            case "42501" -> missingPrivilegeMessage(cause);
            default -> displayName() + " cannot be used: " + cause;
        };
    }

    /** What to say where the tables of something else are in it. */
    String foreignTablesMessage() {
        return displayName() + " holds tables of another program; give the server a database of its own";
    }

    /** What to say where the user may make no tables. */
    String missingPrivilegeMessage(String cause) {
        return displayName() + ": " + cause + "; grant the user '" + user + "' the right to create tables";
    }
}
