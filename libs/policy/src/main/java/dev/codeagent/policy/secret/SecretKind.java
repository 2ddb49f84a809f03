package dev.codeagent.policy.secret;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A kind of secret with a fixed form.
 *
 * @param words one of them is in every secret of the kind or before it
 * @param pattern tried only near one of the words; a group {@code s} is the secret
 */
record SecretKind(String name, List<String> words, Pattern pattern, boolean group) {

    /** The kinds of {@code policy/secret-kinds.txt}. */
    static List<SecretKind> readAll() {
        var kinds = new ArrayList<SecretKind>();
        try (var reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SecretKind.class.getResourceAsStream("/policy/secret-kinds.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" \\| ", 3);
                if (!line.startsWith("#") && parts.length == 3) {
                    kinds.add(new SecretKind(
                            parts[0],
                            List.of(parts[1].split(" ")),
                            Pattern.compile(parts[2]),
                            parts[2].contains("(?<s>")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kinds;
    }
}
