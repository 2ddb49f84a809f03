package dev.codeagent.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Long texts that were pasted into the prompt. The prompt shows a short place holder for each. */
final class PastedTexts {
    private static final int MAX_SHOWN_CHARS = 800;
    private static final int MAX_SHOWN_LINES = 8;
    private static final Pattern PLACE_HOLDER = Pattern.compile("\\[pasted text (\\d{1,6}): [\\d,]+ characters]");

    private final List<String> texts = new ArrayList<>();

    /** What the prompt shows for a pasted text: itself if it is short. */
    synchronized String shorten(String pasted) {
        if (pasted.length() <= MAX_SHOWN_CHARS && pasted.lines().count() <= MAX_SHOWN_LINES) {
            return pasted;
        }
        texts.add(pasted);
        return "[pasted text %d: %,d characters]".formatted(texts.size(), pasted.length());
    }

    /** Puts the texts in the places of their place holders. */
    synchronized String expand(String line) {
        return PLACE_HOLDER
                .matcher(line)
                .replaceAll(
                        match -> Matcher.quoteReplacement(find(match.group(1)).orElse(match.group())));
    }

    /** A place holder of an earlier session, whose text is gone. */
    synchronized Optional<String> findUnknown(String line) {
        return PLACE_HOLDER
                .matcher(line)
                .results()
                .filter(match -> find(match.group(1)).isEmpty())
                .map(match -> match.group())
                .findFirst();
    }

    private Optional<String> find(String number) {
        int index = Integer.parseInt(number) - 1;
        return index >= 0 && index < texts.size() ? Optional.of(texts.get(index)) : Optional.empty();
    }
}
