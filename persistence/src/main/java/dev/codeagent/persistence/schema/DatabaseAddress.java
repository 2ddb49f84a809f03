package dev.codeagent.persistence.schema;

/** Where a database is, as people may see it: no user, no password, no parameters. */
record DatabaseAddress(String url, String user) {

    String shown() {
        String bare = url.replaceFirst("\\?.*$", "");
        return bare.startsWith("jdbc:postgresql:")
                ? "PostgreSQL at "
                        + bare.replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("^[^@/]*@", "")
                : "SQLite in " + bare.replaceFirst("^jdbc:sqlite:", "");
    }

    /** Why the first connection failed and what to do, for the causes that waiting does not cure. */
    String explain(Throwable failure) {
        String cause = StorageErrors.cause(failure);
        if (StorageErrors.unknownHost(failure)) {
            return "the host of " + shown() + " is not known; correct database.url";
        }
        return switch (StorageErrors.state(failure)) {
            case "28P01", "28000" ->
                shown() + " refuses the user '" + user + "' (" + cause
                        + "); correct database.user and database.password, or the file database.passwordFile";
            case "3D000" -> shown() + ": " + cause + "; create it (createdb), or correct the name in database.url";
            case "42501" -> closed(cause);
            default -> shown() + " cannot be used: " + cause;
        };
    }

    /** What to say where the tables of something else are in it. */
    String taken() {
        return shown() + " holds tables of another program; give the server a database of its own";
    }

    /** What to say where the user may make no tables. */
    String closed(String cause) {
        return shown() + ": " + cause + "; grant the user '" + user + "' the right to create tables";
    }
}
