package dev.codeagent.api.diagnostics;

import java.util.Locale;

/**
 * The result of a check.
 *
 * @param check the name of the check, for example {@code disk}; stable, for programs
 * @param lost what does not work because of this finding; empty if nothing is affected
 * @param advice how to fix it; empty if all is well
 */
public record Finding(String check, Level level, String found, String lost, String advice) {

    /** OK, works with restrictions, must be fixed. Ordered by severity, so that the worst level is the greatest. */
    public enum Level {
        OK,
        WARN,
        FAIL;

        public String lowerCaseName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, "", "");
    }

    public static Finding warn(String check, String found, String lost, String advice) {
        return new Finding(check, Level.WARN, found, lost, advice);
    }

    public static Finding fail(String check, String found, String lost, String advice) {
        return new Finding(check, Level.FAIL, found, lost, advice);
    }
}
