package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The name of a branch, by the rules of {@code git check-ref-format --branch}. */
public record BranchName(String value) {
    private static final int MAX_LENGTH = 250;
    private static final Pattern FORBIDDEN = Pattern.compile("[\\s\\p{Cntrl}~^:?*\\[\\\\\uFFFD]");

    public BranchName {
        boolean parts = Arrays.stream(value.split("/", -1))
                .allMatch(part -> !part.isEmpty() && !part.startsWith(".") && !part.endsWith(".lock"));
        if (!parts
                || value.length() > MAX_LENGTH
                || value.startsWith("-")
                || value.endsWith(".")
                || value.contains("..")
                || value.contains("@{")
                || value.equals("@")
                || value.equals("HEAD")
                || value.codePoints()
                        .anyMatch(c ->
                                Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE)
                || FORBIDDEN.matcher(value).find()) {
            throw AgentException.invalidValue(
                            "'branch' is not the name of a branch that git accepts; use a name such as main or release/1.0,"
                                    + " without refs/heads/")
                    .inField("branch");
        }
        if (value.startsWith("refs/")) {
            throw AgentException.invalidValue("'branch' is the name of a ref; use the name of the branch alone, such as"
                            + " main, without refs/heads/")
                    .inField("branch");
        }
    }

    /** The ref on the other server. */
    String remoteRef() {
        return "refs/heads/" + value;
    }

    /** The ref in the mirror: beside the branches with the results of runs. */
    public String mirrorRef() {
        return "refs/remotes/origin/" + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
