package dev.codeagent.cli.conformance;

import dev.codeagent.cli.conformance.Checks.CheckFailedException;
import java.io.IOException;
import java.util.Optional;

/**
 * One check.
 *
 * @param name stable name, for example {@code resume.sends-the-rest}
 * @param requirement what a conforming server or client does
 */
public record ConformanceCase<T>(String name, String requirement, Check<T> check) {
    /** Checks a server or client; throws if it does not conform. */
    @FunctionalInterface
    public interface Check<T> {
        void run(T subject) throws IOException;
    }

    /** Executes the check. Returns why it failed; empty if it passed. */
    public Optional<String> execute(T subject) {
        try {
            check.run(subject);
            return Optional.empty();
        } catch (CheckFailedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Optional.of("the connection failed: " + e);
        } catch (RuntimeException e) {
            return Optional.of("an answer cannot be read: " + e);
        }
    }
}
