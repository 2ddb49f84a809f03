package dev.codeagent.providers.http;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Removes secrets from a recorded body and keeps all other bytes: within the strings of JSON as they are read, so that no
 * escape hides a secret, and in the rest of the text.
 */
final class RecordingRedactor {
    private static final String STARS = "***";

    private final List<String> secrets;
    private final UnaryOperator<String> withhold;

    /**
     * @param secrets known secrets
     * @param withhold replaces what looks like a secret
     */
    RecordingRedactor(Iterable<String> secrets, UnaryOperator<String> withhold) {
        var forms = new TreeSet<String>(
                Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String secret : secrets) {
            if (!secret.isBlank()) {
                byte[] bytes = secret.strip().getBytes(StandardCharsets.UTF_8);
                forms.add(secret.strip());
                forms.add(URLEncoder.encode(secret.strip(), StandardCharsets.UTF_8));
                forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
                forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            }
        }
        this.secrets = List.copyOf(forms);
        this.withhold = withhold;
    }

    /** A text that is not JSON. */
    String redact(String text) {
        return withhold.apply(withoutSecrets(text));
    }

    private String withoutSecrets(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, STARS);
        }
        return redacted;
    }

    /** A body; empty if its secrets cannot be removed, for example because they arrived in pieces. */
    Optional<String> redactBody(String body) {
        var strings = new StringBuilder(body.length());
        int from = 0;
        for (Range range : strings(body)) {
            strings.append(body, from, range.start()).append(redactString(body.substring(range.start(), range.end())));
            from = range.end();
        }
        String redacted = redact(strings.append(body, from, body.length()).toString());
        return isJoinedClean(redacted) ? Optional.of(redacted) : Optional.empty();
    }

    /** A string of JSON with its quotes. */
    private record Range(int start, int end) {}

    /** The strings of a body, which do not contain the end of a line. Not with a regular expression, whose stack would grow with the length of a string. */
    private static List<Range> strings(String body) {
        var found = new ArrayList<Range>();
        int start = body.indexOf('"');
        while (start >= 0) {
            int end = start + 1;
            while (end < body.length() && body.charAt(end) != '"' && body.charAt(end) != '\n') {
                end += body.charAt(end) == '\\' ? 2 : 1;
            }
            if (end >= body.length()) {
                return found;
            }
            if (body.charAt(end) == '"') {
                found.add(new Range(start, end + 1));
            }
            start = body.indexOf('"', end + 1);
        }
        return found;
    }

    private String redactString(String literal) {
        return read(literal)
                .filter(text -> !text.equals(redact(text)))
                .map(text -> Json.createValue(redact(text)).toString())
                .orElse(literal);
    }

    /** A model may send a secret in pieces, each in an event of its own: fields of one name are joined. */
    private boolean isJoinedClean(String body) {
        Map<String, StringBuilder> joined = new HashMap<>();
        Range name = new Range(0, 0);
        for (Range range : strings(body)) {
            if (body.substring(name.end(), range.start()).strip().equals(":")) {
                joined.computeIfAbsent(body.substring(name.start(), name.end()), field -> new StringBuilder())
                        .append(read(body.substring(range.start(), range.end())).orElse(""));
            }
            name = range;
        }
        return joined.values().stream().map(StringBuilder::toString).allMatch(text -> text.equals(redact(text)));
    }

    private static Optional<String> read(String literal) {
        try (var reader = Json.createReader(new StringReader(literal))) {
            return Optional.of(((JsonString) reader.readValue()).getString());
        } catch (JsonException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
