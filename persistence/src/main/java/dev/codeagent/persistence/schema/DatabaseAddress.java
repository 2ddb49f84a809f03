package dev.codeagent.persistence.schema;

/** The address of a database; its display name contains no user, password or parameters. */
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

    /** Why the first connection failed and how to fix it, for causes that do not disappear by waiting. */
    String explain(Throwable failure) {
        String cause = StorageErrors.causeMessage(failure);
        if (StorageErrors.isUnknownHost(failure)) {
            return "cannot resolve the host of " + displayName() + "; correct database.url";
        }
        return switch (StorageErrors.sqlState(failure)) {
            case "28P01", "28000" ->
                displayName() + " rejects the user '" + user + "' (" + cause
                        + "); correct database.user and database.password, or the file database.passwordFile";
            case "3D000" ->
                displayName() + ": " + cause + "; create it (createdb), or correct the name in database.url";
            case "42501" -> missingPrivilegeMessage(cause);
            default -> displayName() + " is not usable: " + cause;
        };
    }

    /** The message for a database that contains tables of another program. */
    String foreignTablesMessage() {
        return displayName() + " contains tables of another program; give the server a database of its own";
    }

    /** The message for a user who must not create tables. */
    String missingPrivilegeMessage(String cause) {
        return displayName() + ": " + cause + "; grant the user '" + user + "' the right to create tables";
    }
}
